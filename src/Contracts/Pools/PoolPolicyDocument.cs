namespace Orchestrator.Contracts.Pools;

/// <summary>A pool's policy as it is stored.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Version">Rises with every change; 0: nobody has ever set one, and the defaults hold.</param>
/// <param name="ChangedAt">When it was stored.</param>
/// <param name="ChangedBy">Who stored it.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PoolPolicyDocument")]
public sealed record PoolPolicyDocument([property: Id(0)] PoolPolicy Policy, [property: Id(1)] long Version, [property: Id(2)] DateTimeOffset? ChangedAt, [property: Id(3)] string ChangedBy)
{
    public static PoolPolicyDocument Unset { get; } = new(PoolPolicy.Default, 0, null, "");
}
