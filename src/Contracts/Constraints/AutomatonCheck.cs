namespace Orchestrator.Contracts.Constraints;

/// <summary>What must hold of an automaton whose sizes are right: numbers in range, canonical numbering, and no state that leads nowhere.</summary>
internal static class AutomatonCheck
{
    public static void Check(TokenAutomaton automaton)
    {
        CheckClasses(automaton);
        CheckStates(automaton);
        for (var state = automaton.States; state < (automaton.States + 7) / 8 * 8; state++)
            if (automaton.MayEnd(state)) throw new AutomatonException($"an end at state {state} of {automaton.States}");
    }

    private static void CheckClasses(TokenAutomaton automaton)
    {
        var met = 0;
        var classes = automaton.ClassOf;
        for (var token = 0; token < classes.Length; token++)
        {
            if (classes[token] >= automaton.Classes) throw new AutomatonException($"token {token} is of class {classes[token]}; there are {automaton.Classes}");
            if (classes[token] > met) throw new AutomatonException($"token {token} is of class {classes[token]} before any is of class {met}");
            if (classes[token] == met) met++;
        }
        if (met < automaton.Classes) throw new AutomatonException($"class {met} has no tokens");
    }

    private static void CheckStates(TokenAutomaton automaton)
    {
        var met = TokenAutomaton.Start + 1;
        for (var state = 0; state < automaton.States; state++)
        {
            // The states before have met all those that have smaller numbers, or this one is met by nobody.
            if (state >= met) throw new AutomatonException($"state {state} cannot be reached from the start");
            var goesOn = false;
            foreach (var next in automaton.Row(state))
            {
                if (next == 0) continue;
                goesOn = true;
                if (next > automaton.States) throw new AutomatonException($"state {state} goes on to state {next - 1}; there are {automaton.States}");
                if (next - 1 > met) throw new AutomatonException($"state {state} goes on to state {next - 1} before any does to state {met}");
                if (next - 1 == met) met++;
            }
            if (!goesOn && !automaton.MayEnd(state)) throw new AutomatonException($"state {state} allows neither a token nor the end");
        }
    }
}
