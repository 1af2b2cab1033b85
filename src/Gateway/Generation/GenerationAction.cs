using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Generation;

/// <summary>What is to be done for a generation, in the order given.</summary>
internal abstract record GenerationAction
{
    private GenerationAction() { }

    /// <summary>Ask the request's grain for the first plan, and take its answer.</summary>
    public sealed record AskToStart(StartRequest Question, TimeSpan After) : GenerationAction;

    /// <summary>Ask the request's grain for another plan, and take its answer.</summary>
    public sealed record AskToRecover(RecoverRequest Question, TimeSpan After) : GenerationAction;

    /// <summary>Open the links of a plan, and say whether they stand.</summary>
    public sealed record Connect(RoutePlan.Assigned Plan) : GenerationAction;

    /// <summary>Send the whole choice over the links just opened: the prompt and <paramref name="Given"/> tokens.</summary>
    public sealed record Begin(AttemptKey Key, int Given) : GenerationAction;

    /// <summary>Hand what <paramref name="From"/> has prefilled to the decode worker of the links just opened.</summary>
    public sealed record Redirect(AttemptKey Key, AttemptKey From, int Given) : GenerationAction;

    /// <summary>Send the automaton and the work again to a worker of the attempt, which has taken neither.</summary>
    public sealed record Resend(AttemptKey Key, WorkerLife Worker, int Given) : GenerationAction;

    /// <summary>Ask the request's grain for a place for a running answer, and open the link to it; nobody waits for that, the answer comes as a word on <paramref name="Key"/>.</summary>
    public sealed record SeekPlace(AttemptKey Key, RecoverRequest Question) : GenerationAction;

    /// <summary>Tell the worker of the place just found what will come from where: the prompt and <paramref name="Given"/> tokens, and more with the KV.</summary>
    public sealed record Announce(AttemptKey Key, WorkerLife From, int Given) : GenerationAction;

    /// <summary>Tell the worker that runs an answer to send it to the one that was announced.</summary>
    public sealed record Migrate(AttemptKey Key, AttemptKey To) : GenerationAction;

    /// <summary>Tell the worker that runs an answer that the other one is lost: it need not wait for it.</summary>
    public sealed record Keep(AttemptKey Key) : GenerationAction;

    /// <summary>The answer runs at another worker now: nothing is left of the attempt it had.</summary>
    public sealed record Arrived(AttemptKey From, AttemptKey Key, RoutePlan.Assigned Plan) : GenerationAction;

    /// <summary>Tell all workers of an attempt to drop it.</summary>
    public sealed record Cancel(AttemptKey Key) : GenerationAction;

    /// <summary>Tell the decode worker alone: the prefill serves another attempt.</summary>
    public sealed record CancelDecode(AttemptKey Key) : GenerationAction;

    /// <summary>Give the client a token or the end.</summary>
    public sealed record Give(GenerationEvent Event) : GenerationAction;

    /// <summary>Note that workers of other numerics go on: the answer may differ from an undisturbed one.</summary>
    public sealed record NoteOtherNumerics(AttemptKey Key, int Given, string Before, string Now) : GenerationAction;
}
