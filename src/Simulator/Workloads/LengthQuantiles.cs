using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Simulator.Workloads;

/// <summary>
/// Lengths by statistics of a trace instead of the trace: quantiles of the prompt's length and, for each of some classes of equally many
/// requests by length of prompt, quantiles of the answer's. Between quantiles lengths are interpolated.
/// </summary>
public sealed class LengthQuantiles : LengthTable
{
    private const int Classes = 64, PromptSteps = 128, AnswerSteps = 16;

    // Tails are long: beyond the even steps some quantiles more.
    private static readonly double[] s_promptLevels = [.. Enumerable.Range(0, PromptSteps).Select(i => (double)i / PromptSteps), 0.995, 0.998, 0.999, 0.9995, 1];
    private static readonly double[] s_answerLevels = [.. Enumerable.Range(0, AnswerSteps).Select(i => (double)i / AnswerSteps), 0.97, 0.985, 1];

    private readonly QuantileCurve _prompts;
    private readonly QuantileCurve[] _answers;

    private LengthQuantiles(string source, QuantileCurve prompts, QuantileCurve[] answers) => (Source, _prompts, _answers) = (source, prompts, answers);

    /// <summary>Where the trace is from.</summary>
    public string Source { get; }

    /// <summary>The statistics of <paramref name="requests"/>, of which there must be at least as many as there are classes (64), or <see cref="ArgumentException"/>.</summary>
    public static LengthQuantiles Of(string source, IEnumerable<Lengths> requests)
    {
        // The sort is stable: among equal prompts the trace's order stands.
        Lengths[] sorted = [.. requests.OrderBy(r => r.Prompt)];
        if (sorted.Length < Classes) throw new ArgumentException($"{sorted.Length} requests; {Classes} are needed for as many classes");
        var (longestPrompt, longestAnswer) = (sorted[^1].Prompt, sorted.Max(r => r.Answer));
        int[] prompts = [.. sorted.Select(r => r.Prompt)];
        return new LengthQuantiles(source, QuantileCurve.Of(s_promptLevels, prompts, longestPrompt), [.. Enumerable.Range(0, Classes).Select(Answers)]);

        QuantileCurve Answers(int c)
        {
            int[] answers = [.. sorted[(c * sorted.Length / Classes)..((c + 1) * sorted.Length / Classes)].Select(r => r.Answer).Order()];
            return QuantileCurve.Of(s_answerLevels, answers, longestAnswer);
        }
    }

    /// <summary>What <see cref="ToJson"/> wrote; throws <see cref="InvalidDataException"/> for anything else.</summary>
    public static LengthQuantiles Parse(JsonNode? json)
    {
        try
        {
            var promptLevels = Array<double>(json?["prompt_levels"]);
            var answerLevels = Array<double>(json?["answer_levels"]);
            var answers = json?["answers"]?.AsArray() ?? throw new InvalidDataException("there are no answers");
            if (answers.Count == 0) throw new InvalidDataException("there are no answers");
            return new LengthQuantiles(
                json["source"]?.GetValue<string>() ?? "",
                new QuantileCurve(promptLevels, Array<int>(json["prompts"])),
                [.. answers.Select(a => new QuantileCurve(answerLevels, Array<int>(a)))]);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            throw new InvalidDataException($"no table of lengths: {e.Message}", e);
        }
    }

    /// <summary>A table that is part of this program.</summary>
    internal static LengthQuantiles BuiltIn(string name)
    {
        using var stream = typeof(LengthQuantiles).Assembly.GetManifestResourceStream(name)!;
        return Parse(JsonNode.Parse(stream));
    }

    /// <summary>The whole table; <see cref="Parse"/> reads it.</summary>
    public JsonObject ToJson() => new()
    {
        ["source"] = Source,
        ["prompt_levels"] = ToArray(_prompts.Levels),
        ["prompts"] = ToArray(_prompts.Values),
        ["answer_levels"] = ToArray(_answers[0].Levels),
        ["answers"] = new JsonArray([.. _answers.Select(a => ToArray(a.Values))]),
    };

    /// <inheritdoc/>
    public override Lengths At(double u, double v) =>
        new(Math.Max(1, (int)Math.Round(_prompts.At(u))), Math.Max(1, (int)Math.Round(_answers[(int)(u * _answers.Length)].At(v))));

    private static T[] Array<T>(JsonNode? json) => [.. (json?.AsArray() ?? throw new InvalidDataException("a list is missing")).Select(n => n!.GetValue<T>())];

    private static JsonArray ToArray<T>(IEnumerable<T> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v)!)]);
}
