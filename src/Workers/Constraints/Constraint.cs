using Orchestrator.Contracts.Constraints;

namespace Orchestrator.Workers.Constraints;

/// <summary>
/// How far one answer is in its automaton: a function of its tokens alone. End tokens stand outside the automaton: they are allowed where the
/// answer may end and nowhere else, whatever the automaton says of them.
/// </summary>
internal sealed class Constraint
{
    private readonly TokenAutomaton _automaton;
    private readonly int[] _ends;

    /// <param name="loaded">The automaton.</param>
    /// <param name="endTokens">Tokens that end the answer, below the model's vocabulary.</param>
    public Constraint(LoadedAutomaton loaded, IEnumerable<int> endTokens)
    {
        (Loaded, _automaton) = (loaded, loaded.Automaton);
        _ends = [.. endTokens.Distinct()];
    }

    public LoadedAutomaton Loaded { get; }

    public int State { get; private set; } = TokenAutomaton.Start;

    /// <summary>Nothing but an end can follow: the answer is over, with or without an end token, whatever min_tokens says.</summary>
    public bool IsComplete
    {
        get
        {
            var ends = 0;
            foreach (var end in _ends) if (_automaton.TryStep(State, end, out _)) ends++;
            // Every class has a token, so few classes are looked at before there are more tokens than ends.
            var row = _automaton.Row(State);
            var tokens = 0;
            for (var c = 0; c < row.Length && tokens <= ends; c++) if (row[c] != 0) tokens += Loaded.Size(c);
            return tokens <= ends;
        }
    }

    /// <summary>Takes the tokens that an answer has already; says which one does not fit.</summary>
    /// <param name="answer">From its beginning.</param>
    public string? Replay(ReadOnlySpan<int> answer)
    {
        for (var i = 0; i < answer.Length; i++)
        {
            var before = State;
            if (!TryAdvance(answer[i])) return $"token {answer[i]} at place {i} of the answer does not fit its automaton in state {before}";
        }
        return null;
    }

    /// <summary>Takes the next token; false, and nothing changes, when it is not allowed or ends the answer.</summary>
    public bool TryAdvance(int token)
    {
        if (_ends.Contains(token) || !_automaton.TryStep(State, token, out var next)) return false;
        State = next;
        return true;
    }

    /// <summary>Writes one bit per token, lowest first, whether it may come next.</summary>
    /// <param name="allowed">[<see cref="LoadedAutomaton.Words"/>].</param>
    public void Allow(Span<uint> allowed)
    {
        Loaded.Mask(State).CopyTo(allowed);
        var mayEnd = _automaton.MayEnd(State);
        foreach (var end in _ends)
        {
            var bit = 1u << end;
            allowed[end >> 5] = mayEnd ? allowed[end >> 5] | bit : allowed[end >> 5] & ~bit;
        }
    }
}
