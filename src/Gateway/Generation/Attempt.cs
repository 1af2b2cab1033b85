using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>One try of one choice: where it runs, and how far its workers are.</summary>
internal sealed record Attempt(AttemptKey Key, RoutePlan.Assigned Plan)
{
    /// <summary>Tokens of the answer that the prefill worker got behind the prompt.</summary>
    public required int Given { get; init; }

    /// <summary>The decode worker has the KV; the prefill worker is no longer needed. True from the start when one worker does both.</summary>
    public bool IsHandedOff { get; init; } = !Plan.IsSplit;

    /// <summary>The prefill worker has said that it holds nothing any more.</summary>
    public bool IsReleased { get; init; } = !Plan.IsSplit;

    /// <summary>Some worker has accepted the work: from then on its end is a fault, not a refusal.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Times that its work was sent again because a worker did not have the automaton that it names.</summary>
    public int Resent { get; init; }

    /// <summary>A worker has said how the answer ends; tokens before the end may still be on their way.</summary>
    public WorkerEvent.Ended? Ended { get; init; }

    /// <summary>It is on its way to another worker; null: it stays where it is.</summary>
    public Migration? Migration { get; init; }

    /// <summary>Whether a worker is the decode side of a split whose KV is still with the prefill worker.</summary>
    public bool WaitsForKv(WorkerLife worker) => Plan.IsSplit && !IsHandedOff && worker == Plan.Decode.Life;

    /// <summary>Whether the attempt goes on without this worker.</summary>
    /// <param name="worker">One of its two.</param>
    /// <param name="emitted">Tokens that went out so far: the first of the attempt is the prefill worker's own.</param>
    public bool CanSpare(WorkerLife worker, int emitted) => Plan.IsSplit && IsHandedOff && worker == Plan.Prefill.Life && emitted > Given;
}
