using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Pareto;

/// <summary>A worker that computes prompts, always busy.</summary>
/// <param name="Plan">Its devices.</param>
/// <param name="KvTokens">Tokens that its memory has room for.</param>
/// <param name="Prompts">Computed together.</param>
/// <param name="Chunk">Prompt tokens of a step.</param>
/// <param name="PromptSeconds">From a prompt's first step to its last one's end.</param>
/// <param name="FirstTokenSeconds">Mean time to the first token: as many prompts as are computed together wait for each other.</param>
/// <param name="RequestsPerSecond">Prompts that it computes.</param>
internal sealed record PrefillPace(ParallelPlan Plan, long KvTokens, double Prompts, double Chunk, double PromptSeconds, double FirstTokenSeconds, double RequestsPerSecond);
