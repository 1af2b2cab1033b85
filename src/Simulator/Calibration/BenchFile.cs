using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>What "bench engine" printed: one JSON object per line, several runs of one device and one model below each other.</summary>
internal sealed record BenchFile
{
    public required string Device { get; init; }
    public required IReadOnlyList<BenchPoint> Points { get; init; }

    /// <summary>The mixed steps that were measured: with both, with the chunk alone, with the decodes alone.</summary>
    public required IReadOnlyList<(BenchPoint Both, BenchPoint Chunk, BenchPoint Decodes)> Mixed { get; init; }

    /// <summary>Of model file and KV cache together, in bytes: what the device holds at least.</summary>
    public required double MemoryBytes { get; init; }

    /// <param name="path">The file.</param>
    /// <param name="shape">The measured model; bytes of weights, keys and values are taken from the file.</param>
    /// <exception cref="ProfileException">Not what bench engine prints, or of several devices.</exception>
    public static BenchFile Read(string path, ModelShape shape)
    {
        var lines = File.ReadLines(path).Select((text, i) => (Text: text, Where: $"{path}, line {i + 1}")).Where(l => l.Text.StartsWith('{')).ToList();
        if (lines.Count == 0) throw new ProfileException($"{path} has no JSON object of bench engine in it");
        var (points, mixed) = (new List<BenchPoint>(), new List<(BenchPoint, BenchPoint, BenchPoint)>());
        var (memory, devices) = (0.0, new List<string>());
        foreach (var (text, where) in lines)
        {
            var figures = Parse(text, where);
            devices.Add(Text(figures, "device", where));
            memory = Math.Max(memory, Number(figures, "model_bytes", where) + Number(figures, "kv_bytes", where));
            AddPoints(figures, where, AsMeasured(shape, figures, where), points, mixed);
        }
        if (points.Count == 0) throw new ProfileException($"{path} has no times in it: bench engine left out prefill, decode and the mixed step");
        if (devices.Distinct().Count() > 1) throw new ProfileException($"{path} has figures of several devices: {string.Join(", ", devices.Distinct())}");
        return new BenchFile { Device = devices[0], Points = points, Mixed = mixed, MemoryBytes = memory };
    }

    private static void AddPoints(JsonObject figures, string where, ModelShape shape, List<BenchPoint> points, List<(BenchPoint, BenchPoint, BenchPoint)> mixed)
    {
        var batch = Count(figures, "batch", where);
        var budget = Count(figures, "token_budget", where);
        if (Optional(figures, "prefill_tokens_per_second", where) is { } prefill)
        {
            var prompt = Count(figures, "prompt", where);
            List<StepWork> chunks = [];
            for (var at = 0; at < prompt; at += budget) chunks.Add(StepWork.Prefill(Math.Min(budget, prompt - at), at, at + budget >= prompt));
            points.Add(new BenchPoint($"prefill {prompt}", shape, chunks, prompt / prefill));
        }
        if (Optional(figures, "decode_tokens_per_second", where) is { } decode)
            points.Add(new BenchPoint($"decode x {batch}", shape, [StepWork.Decode(batch, batch * MeanContext(figures, where))], batch / decode));
        if (figures["mixed_step"] is not JsonObject step) return;
        var depth = Math.Max(1, Optional(figures, "depth", where) ?? 0);
        // As in the bench, each of the two alone asks for the logits of its sequences' last tokens.
        var (chunk, decodes) = (StepWork.Prefill(Count(step, "chunk_tokens", where)), StepWork.Decode(batch, batch * depth));
        var alone = new BenchPoint($"chunk {chunk.PrefillTokens}", shape, [chunk], Number(step, "chunk_seconds", where));
        var others = new BenchPoint($"step x {batch}", shape, [decodes], Number(step, "decodes_seconds", where));
        points.AddRange([alone, others]);
        mixed.Add((new BenchPoint("mixed", shape, [chunk + decodes], Number(step, "both_seconds", where)), alone, others));
    }

    // What a decode step reads less keys and values are the weights, in whatever quantisation.
    private static ModelShape AsMeasured(ModelShape shape, JsonObject figures, string where)
    {
        var kv = Text(figures, "kv_type", where) switch
        {
            "f32" => 4,
            "f16" or "bf16" => 2,
            var other => throw new ProfileException($"{where}: kv_type is {other}, not f32, f16 or bf16"),
        };
        var measured = shape with { BytesPerKv = kv, BytesPerWeight = 1 };
        var weights = measured.WeightBytesRead(1);
        var bytes = Number(figures, "step_bytes", where) - Number(figures, "batch", where) * MeanContext(figures, where) * measured.KvBytesPerToken;
        // F32 and no less than 2 bits: anything else is another model.
        if (bytes / weights is < 0.25 or > 4.1) throw new ProfileException($"{where}: a decode step reads {bytes:0} bytes of weights, {shape.Name} has {weights:0} of them: give the model that was measured with --model");
        return measured with { BytesPerWeight = bytes / weights };
    }

    private static double MeanContext(JsonObject figures, string where) => (Optional(figures, "depth", where) ?? 0) + (Number(figures, "tokens", where) + 1) / 2;

    private static JsonObject Parse(string text, string where)
    {
        try
        {
            return (JsonObject)JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;
        }
        catch (JsonException e)
        {
            throw new ProfileException($"{where}: {e.Message}", e);
        }
    }

    private static string Text(JsonObject figures, string name, string where) =>
        figures[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw new ProfileException($"{where}: {name} is missing or not a text");

    private static int Count(JsonObject figures, string name, string where) =>
        Number(figures, name, where) is >= 1 and <= int.MaxValue and var value && value == Math.Floor(value) ? (int)value : throw new ProfileException($"{where}: {name} is not a whole number of at least 1");

    private static double Number(JsonObject figures, string name, string where) =>
        Optional(figures, name, where) is { } value and > 0 ? value : throw new ProfileException($"{where}: {name} is missing or not above 0");

    private static double? Optional(JsonObject figures, string name, string where) => figures[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out double number) && double.IsFinite(number) => number,
        var other => throw new ProfileException($"{where}: {name} is {other.ToJsonString()}, not a number"),
    };
}
