using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>What setting a policy would do now.</summary>
/// <param name="Current">The policy that holds.</param>
/// <param name="Violations">Why it could not be set; empty when it could.</param>
/// <param name="Changes">The fields that would be different.</param>
/// <param name="Shifts">Workers whose roles would change at once.</param>
/// <param name="Parked">Workers that would no longer fit into the budget.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PolicyPreview")]
public sealed record PolicyPreview(
    [property: Id(0)] PoolPolicyDocument Current,
    [property: Id(1)] ImmutableArray<PolicyViolation> Violations,
    [property: Id(2)] ImmutableArray<PolicyChange> Changes,
    [property: Id(3)] ImmutableArray<RoleShift> Shifts,
    [property: Id(4)] ImmutableArray<WorkerId> Parked);
