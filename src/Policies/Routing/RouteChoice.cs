using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Policies.Routing;

/// <summary>What the policy decided: two workers (the same one twice when it does both), or none because no worker has room.</summary>
/// <param name="Prefill">The worker for the prompt; null when there is no room.</param>
/// <param name="Decode">The worker for the rest.</param>
/// <param name="Reason">Why the choice has this form, for people.</param>
/// <param name="Candidates">What was weighed: for each side the cheapest ones, in the order of their costs.</param>
public sealed record RouteChoice(WorkerStatus? Prefill, WorkerStatus? Decode, string Reason, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>Waiting would not help: no worker of the pool could ever hold the request.</summary>
    public bool IsHopeless { get; init; }

    /// <summary>Tokens of the prompt that the prefill worker is believed to have.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Seconds that the prefill worker is predicted to compute.</summary>
    public double ComputeSeconds { get; init; }

    /// <summary>Workers were found.</summary>
    public bool Found => Prefill is not null && Decode is not null;
}
