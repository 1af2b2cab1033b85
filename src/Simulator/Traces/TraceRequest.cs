namespace Orchestrator.Simulator.Traces;

/// <summary>One request of a trace.</summary>
/// <param name="At">Since the trace's first request.</param>
/// <param name="PromptTokens">Length of the prompt; at least 1.</param>
/// <param name="AnswerTokens">Length of the answer.</param>
/// <param name="Blocks">The prompt's blocks from its start; equal numbers have equal contents and equal beginnings. A last one may be partial.</param>
public sealed record TraceRequest(TimeSpan At, int PromptTokens, int AnswerTokens, int[] Blocks);
