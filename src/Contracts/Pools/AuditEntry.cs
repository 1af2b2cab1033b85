namespace Orchestrator.Contracts.Pools;

/// <summary>Who changed what, and when.</summary>
/// <param name="Number">Counts a pool's changes from 1.</param>
/// <param name="At">When it was stored.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Action">policy, role, drain, resume or release.</param>
/// <param name="Worker">The worker concerned; null for the policy.</param>
/// <param name="Detail">What is different now, one line.</param>
/// <param name="Before">The policy's version or the worker's epoch before.</param>
/// <param name="After">The same afterwards.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.AuditEntry")]
public sealed record AuditEntry(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string By,
    [property: Id(3)] string Action,
    [property: Id(4)] string? Worker,
    [property: Id(5)] string Detail,
    [property: Id(6)] long Before,
    [property: Id(7)] long After);
