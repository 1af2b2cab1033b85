using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Routing;

/// <summary>One worker the router looked at, and what choosing it would have cost; kept as the answer to "why this worker".</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Side">The side it was considered for; for decode workers that would run the prompt too, decode.</param>
/// <param name="Cost">Lower is better. Predicted seconds under the default rule; other rules have units of their own.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.Candidate")]
public readonly record struct Candidate([property: Id(0)] WorkerId Worker, [property: Id(1)] WorkerRole Side, [property: Id(2)] double Cost)
{
    /// <summary>Tokens of the prompt that it was believed to have.</summary>
    [Id(3)] public int CachedTokens { get; init; }

    /// <summary>Sequences it had to serve.</summary>
    [Id(4)] public int Sequences { get; init; }

    /// <summary>Prompt tokens that waited there.</summary>
    [Id(5)] public double WaitingTokens { get; init; }
}
