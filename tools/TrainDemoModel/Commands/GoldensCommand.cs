using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Tools.TrainDemoModel.Corpus;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>goldens: held-out prompts of every skill as lines of JSON, to be answered by llama.cpp (tests/Unit/Goldens/oracle.cpp).</summary>
internal static class GoldensCommand
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(Options options)
    {
        var each = options.Count("each", 3);
        var seed = (ulong)options.Number("seed", 1);
        var tokens = options.Count("tokens", 96);
        options.End();
        foreach (var skill in SkillCatalogue.All)
        {
            // Results of tools come with an id that only a real call has.
            var chats = Numbers(100 * each).Select(number => ConversationSource.HeldOut(skill, seed, number).Prompt).Where(chat => chat.Turns.All(turn => turn.Role != Role.Tool));
            foreach (var (number, chat) in chats.Take(each).Index()) Console.WriteLine(Line($"{skill.ToString().ToLowerInvariant()}-{number + 1}", chat, tokens).ToJsonString(s_json));
        }
    }

    private static IEnumerable<ulong> Numbers(int count) => Enumerable.Range(0, count).Select(number => (ulong)number);

    private static JsonObject Line(string name, Conversation chat, int tokens)
    {
        var messages = new JsonArray();
        if (chat.Instruction is { } instruction) messages.Add(Message("system", instruction));
        foreach (var turn in chat.Turns) messages.Add(Message(turn.Role.ToString().ToLowerInvariant(), turn.Text));
        var line = new JsonObject { ["name"] = name, ["prompt"] = ChatMarkup.Prompt(chat), ["special"] = true, ["messages"] = messages };
        if (chat.Tools.Count > 0) line["tools"] = new JsonArray([.. chat.Tools.Select(tool => JsonNode.Parse(tool))]);
        line["max_tokens"] = tokens;
        return line;
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
