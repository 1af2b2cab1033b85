namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>One use of a tool: what is asked, the arguments of the call as JSON, what comes back, and what is told of it.</summary>
internal sealed record ToolUse(string Question, string Arguments, string Result, string Told);
