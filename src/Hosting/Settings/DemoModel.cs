namespace Orchestrator.Hosting.Settings;

/// <summary>The small chat model that comes with the programs (models/README.md); served when no model is named.</summary>
public static class DemoModel
{
    /// <summary>Its GGUF file, beside the program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "models", "demo-chat.gguf");
}
