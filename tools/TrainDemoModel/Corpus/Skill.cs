namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>What the model learns; figures are given for each.</summary>
public enum Skill { SmallTalk, Story, System, Facts, Arithmetic, Lists, Json, Tools, NoTool, Refusal, Recall, Repeat, ToolChat }
