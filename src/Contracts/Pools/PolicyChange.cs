namespace Orchestrator.Contracts.Pools;

/// <summary>A field in which two policies differ.</summary>
/// <param name="Field">Its path in JSON.</param>
/// <param name="Before">Its value as text; null where it was not there.</param>
/// <param name="After">Likewise.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PolicyChange")]
public sealed record PolicyChange([property: Id(0)] string Field, [property: Id(1)] string? Before, [property: Id(2)] string? After);
