using System.Globalization;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads how tokens are to be drawn.</summary>
internal static class SamplingParser
{
    // Logits divided by less overflow single precision and end as NaN, which would put a healthy worker under suspicion. vLLM draws the same line.
    private const float ColdestTemperature = 1e-5f;

    public static SamplingOptions Read(Field root, RequestLimits limits) => new()
    {
        Temperature = root["temperature"].Number(0, 2) is not { } temperature ? 1 : temperature < ColdestTemperature ? 0 : temperature,
        TopP = root["top_p"].PositiveNumber(1) ?? 1,
        TopK = ReadTopK(root["top_k"]),
        MinP = root["min_p"].Number(0, 1) ?? 0,
        Seed = root["seed"].Long(long.MinValue, long.MaxValue),
        PresencePenalty = root["presence_penalty"].Number(-2, 2) ?? 0,
        FrequencyPenalty = root["frequency_penalty"].Number(-2, 2) ?? 0,
        // A logit is divided or multiplied by it: both must stay finite.
        RepetitionPenalty = root["repetition_penalty"].Number(0.1, 10) ?? 1,
        LogitBias = ReadLogitBias(root["logit_bias"], limits),
    };

    private static int? ReadTopK(Field field) => field.Int(-1, int.MaxValue) is { } k && k > 0 ? k : null;

    private static TokenBias[] ReadLogitBias(Field field, RequestLimits limits)
    {
        if (field.IsAbsent || !field.IsObject()) return [];
        var biases = new List<TokenBias>();
        foreach (var (name, value) in field.Keys())
        {
            if (!TryTokenId(name, out var token)) value.RefuseValue("is not a token id: keys are integers from 0 in decimal digits");
            else if (value.IsAbsent) value.RefuseType("a number");
            else if (value.Number(-100, 100) is { } bias) biases.Add(new(token, bias));
        }
        if (biases.Count > limits.BiasedTokens) field.RefuseValue($"may bias {limits.BiasedTokens} tokens, but has {biases.Count}");
        biases.Sort((a, b) => a.Token.CompareTo(b.Token));
        return [.. biases];
    }

    // "07" would be a second spelling of "7", and so a second bias for one token.
    private static bool TryTokenId(string name, out int token) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out token) && (name.Length == 1 || name[0] != '0');
}
