using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>A pool's answer to a policy that somebody wants to set.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.PolicyAnswer")]
public abstract record PolicyAnswer
{
    private PolicyAnswer() { }

    /// <summary>It holds, and is on disk.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.PolicyAnswer.Stored")]
    public sealed record Stored([property: Id(0)] PoolPolicyDocument Document) : PolicyAnswer;

    /// <summary>It is not valid; nothing has changed.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.PolicyAnswer.Invalid")]
    public sealed record Invalid([property: Id(0)] ImmutableArray<PolicyViolation> Violations) : PolicyAnswer;

    /// <summary>Another version holds than the one it was made from; nothing has changed.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.PolicyAnswer.Conflict")]
    public sealed record Conflict([property: Id(0)] PoolPolicyDocument Current) : PolicyAnswer;

    /// <summary>It could not be stored; the old one holds.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.PolicyAnswer.NotStored")]
    public sealed record NotStored([property: Id(0)] string Reason) : PolicyAnswer;
}
