namespace Orchestrator.Simulator.Pareto;

/// <summary>A worker that does both, in its steady state.</summary>
/// <param name="Batch">Sequences that decode.</param>
/// <param name="Chunk">Prompt tokens of a step that has any.</param>
/// <param name="ChunkStepSeconds">Such a step.</param>
/// <param name="StepSeconds">The mean of all steps: the time between two tokens of an answer.</param>
/// <param name="FirstTokenSeconds">Mean time to the first token.</param>
/// <param name="RequestsPerSecond">Begun, and ended.</param>
internal sealed record MixedPace(int Batch, double Chunk, double ChunkStepSeconds, double StepSeconds, double FirstTokenSeconds, double RequestsPerSecond);
