namespace Orchestrator.Simulator.Workloads;

/// <summary>One request of a workload.</summary>
/// <param name="At">Seconds since the workload's start.</param>
/// <param name="PromptTokens">Length of the prompt; at least 1.</param>
/// <param name="AnswerTokens">Length of the answer; at least 1.</param>
/// <param name="Blocks">The prompt's blocks from its start; equal numbers have equal contents and equal beginnings. A last one may be partial. Empty when the prompt shares nothing with any other.</param>
/// <param name="Priority">Higher goes first.</param>
public readonly record struct Arrival(double At, int PromptTokens, int AnswerTokens, int[] Blocks, int Priority = 0);
