using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Policies.Scaling;

/// <summary>What is to be done, and why.</summary>
/// <param name="Verdict">In a word.</param>
/// <param name="Shifts">Role changes to begin now; often none.</param>
/// <param name="Reason">For people.</param>
/// <param name="Figures">What it was decided on.</param>
public sealed record ScalingDecision(ScalingVerdict Verdict, ImmutableArray<RoleShift> Shifts, string Reason, ScalingFigures Figures);
