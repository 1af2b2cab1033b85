namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>What one side says at once.</summary>
public sealed record Turn(Role Role, string Text)
{
    public static Turn User(string text) => new(Role.User, text);

    public static Turn Assistant(string text) => new(Role.Assistant, text);

    public static Turn Tool(string text) => new(Role.Tool, text);
}
