using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>
/// A running answer's way to another worker. It has a number of its own there, and keeps the one it has where it runs: until the worker that
/// runs it says that it is gone, that attempt is the whole truth, and whatever happens to this one is forgotten.
/// </summary>
/// <param name="Key">The attempt at the other worker.</param>
internal sealed record Migration(AttemptKey Key)
{
    /// <summary>The other worker, on both sides of the plan; null while a place is sought.</summary>
    public RoutePlan.Assigned? Plan { get; init; }

    /// <summary>Tokens of the answer that the other worker was told of; it gets at least one more with the KV.</summary>
    public int Given { get; init; }

    /// <summary>The other worker has accepted, and the one that runs the answer was told to send it.</summary>
    public bool IsSent { get; init; }

    /// <summary>Index of the first token that the other worker has made.</summary>
    public int? First { get; init; }

    /// <summary>How the answer ends there.</summary>
    public WorkerEvent.Ended? Ended { get; init; }

    /// <summary>Why the other worker no longer counts, after the answer was sent; the word of the one that sent it is awaited.</summary>
    public (RecoverCause Cause, string Reason)? Lost { get; init; }

    /// <summary>Times that its work was sent again for want of the automaton.</summary>
    public int Resent { get; init; }
}
