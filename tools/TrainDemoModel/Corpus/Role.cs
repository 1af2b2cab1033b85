namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>Who speaks.</summary>
public enum Role { System, User, Assistant, Tool }
