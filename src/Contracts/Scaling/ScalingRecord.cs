using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Scaling;

/// <summary>An entry of the autoscaler's log: what it saw, what it decided, what came of it.</summary>
/// <param name="Number">Counts the entries of one activation from 1.</param>
/// <param name="At">When.</param>
/// <param name="Mode">The policy's mode: in advisory mode nothing was ordered.</param>
/// <param name="Verdict">The decision in a word.</param>
/// <param name="Reason">The decision for people.</param>
/// <param name="Roles">How many workers had which role.</param>
/// <param name="Shifts">What was decided.</param>
/// <param name="Refused">What the pool said against it, by worker; empty where all was ordered.</param>
/// <param name="Figures">What it was decided on.</param>
/// <param name="Outcome">What came of it; null while that is not known, and where nothing was done.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.ScalingRecord")]
public sealed record ScalingRecord(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ScalingMode Mode,
    [property: Id(3)] ScalingVerdict Verdict,
    [property: Id(4)] string Reason,
    [property: Id(5)] RoleCounts Roles,
    [property: Id(6)] ImmutableArray<RoleShift> Shifts,
    [property: Id(7)] ImmutableSortedDictionary<string, string> Refused,
    [property: Id(8)] ScalingFigures Figures,
    [property: Id(9)] ScalingOutcome? Outcome);
