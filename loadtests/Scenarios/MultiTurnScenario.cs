using Orchestrator.LoadTests.Arrivals;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>Conversations: each turn's prompt is all before it and something new.</summary>
/// <remarks>
/// Conversations begin by chance and their turns follow at a fixed pace, answered or not: the loop stays open. The history holds answers made up with
/// the plan, as long as the real ones; so what a turn finds cached is what the turns before it sent, not what the server answered them.
/// </remarks>
internal static class MultiTurnScenario
{
    private const ulong System = 2;

    public static Scenario Definition { get; } = new(
        "multi-turn",
        "conversations whose every turn sends all before it again, after one system prompt for all",
        [
            Scenario.Instead("--prompt-tokens", "64"),
            new("--turns", "N", "5", "of a conversation; conversations begin at --rate / --turns"),
            new("--think", "SECONDS", "5", "from turn to turn"),
            new("--system-tokens", "N", "128", "that all conversations begin with; 0 for none"),
        ],
        Plan);

    private static IEnumerable<LoadRequest> Plan(OptionValues values, LoadOptions options)
    {
        var (turns, think, system) = (values.Whole("--turns", 1, 1000), TimeSpan.FromSeconds(values.Positive("--think")), values.Whole("--system-tokens", 0));
        var stream = new RequestStream(options);
        // Conversations that began earlier are at their later turns when the run starts: the mix of turns is the same from the first second on.
        var before = (turns - 1) * think;
        var waiting = new PriorityQueue<LoadRequest, TimeSpan>();
        foreach (var began in ArrivalTimes.At(options.Rate / turns, options.Total + before, options.Arrivals, stream.Times).Select(at => at - before))
        {
            while (waiting.TryPeek(out _, out var due) && due <= began) yield return waiting.Dequeue();
            foreach (var turn in Conversation(stream, options, began, turns, think, system))
                if (turn.At >= TimeSpan.Zero && turn.At < options.Total) waiting.Enqueue(turn, turn.At);
        }
        while (waiting.Count > 0) yield return waiting.Dequeue();
    }

    private static IEnumerable<LoadRequest> Conversation(RequestStream stream, LoadOptions options, TimeSpan began, int turns, TimeSpan think, int system)
    {
        var history = new List<PromptPiece>();
        if (system > 0) history.Add(stream.Shared(System, 0, system));
        for (var turn = 0; turn < turns; turn++)
        {
            history.Add(stream.Fresh(options.Prompt.Draw(stream.Contents)));
            var answer = options.Answer.Draw(stream.Contents);
            yield return new LoadRequest(began + turn * think, [.. history], answer) { Group = turn == 0 ? "first turn" : "later turns" };
            history.Add(stream.Fresh(answer));
        }
    }
}
