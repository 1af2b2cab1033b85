namespace Orchestrator.LoadTests.Traces;

/// <summary>One request of a trace.</summary>
/// <param name="At">Since the trace's first request.</param>
/// <param name="PromptTokens">At least 1.</param>
/// <param name="AnswerTokens">At least 0.</param>
/// <param name="Blocks">Names of the prompt's blocks; equal names have equal contents. Empty where the trace does not say.</param>
internal sealed record TraceLine(TimeSpan At, int PromptTokens, int AnswerTokens, ulong[] Blocks);
