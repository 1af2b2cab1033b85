using System.Text.Json;

namespace Orchestrator.Unit.Templates;

/// <summary>The golden files beside these tests, which freeze_goldens.py writes with Python's Jinja2.</summary>
internal static class Goldens
{
    /// <summary>features.json: templates of our own and what Jinja2 makes of them.</summary>
    public static JsonElement Features { get; } = Read("features.json");

    /// <summary>conversations.json: messages, tools and variables by name.</summary>
    public static JsonElement Conversations { get; } = Read("conversations.json");

    /// <summary>models.json: by template and conversation, the text (or its length and hash), the refusal, or the name of Python's error.</summary>
    public static JsonElement Models { get; } = Read("models.json");

    private static JsonElement Read(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Unit", "Templates", name);
            if (!File.Exists(path)) continue;
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        throw new FileNotFoundException($"no {name} beside the tests");
    }
}
