namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>A whole chat: an instruction or none, offered tools, turns.</summary>
public sealed record Conversation(string? Instruction, IReadOnlyList<string> Tools, IReadOnlyList<Turn> Turns);
