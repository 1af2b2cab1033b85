using Google.Protobuf;
using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Engine;

namespace Orchestrator.Unit.Constraints;

/// <summary>Work that names an automaton.</summary>
internal static class ConstrainedWorks
{
    public static Work Following(this Work work, TokenAutomaton automaton)
    {
        var constrained = work.Clone();
        constrained.Automaton = ByteString.CopyFrom(automaton.Address.ToArray());
        return constrained;
    }

    /// <summary>Gives the worker the automaton and runs the work, under a key of its own, to its end.</summary>
    public static async Task<Answer> ConstrainedAsync(this TestWorker worker, Work work, NaiveAutomaton naive)
    {
        var automaton = naive.Compile();
        var mine = work.Following(automaton).As(Works.NewKey(choice: (int)work.Key.Choice));
        var inbox = new Inbox();
        worker.Engine.Keep(automaton);
        worker.Engine.Submit(mine, inbox.Outbox);
        return await inbox.EndAsync(mine.Key());
    }
}
