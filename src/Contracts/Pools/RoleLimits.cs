namespace Orchestrator.Contracts.Pools;

/// <summary>How many workers of a role a pool may have. Orders that would break the limits are refused.</summary>
/// <param name="Min">Workers that must be left.</param>
/// <param name="Max">Workers at most; null: no limit.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.RoleLimits")]
public sealed record RoleLimits([property: Id(0)] int Min, [property: Id(1)] int? Max)
{
    public static RoleLimits None { get; } = new(0, null);
}
