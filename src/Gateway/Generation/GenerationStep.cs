using System.Collections.Immutable;

namespace Orchestrator.Gateway.Generation;

/// <summary>What the policy answers: the state from now on, and what is to be done. At most one action, the last, asks something of the world whose answer comes back.</summary>
internal readonly record struct GenerationStep(GenerationState State, ImmutableArray<GenerationAction> Actions);
