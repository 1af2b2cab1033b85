using System.Globalization;

namespace Orchestrator.Hosting.Settings;

/// <summary>One pool: its name, its model, and how many workers of each role it starts with.</summary>
public sealed record PoolSpec(string Name, string ModelPath, int Prefill, int Decode, int Mixed)
{
    public const int MaxWorkers = 256;

    public int Workers => Prefill + Decode + Mixed;

    /// <summary>Reads "NAME=PATH,prefill=1,decode=1,mixed=0"; counts that are left out come from <paramref name="defaults"/> unless any is given.</summary>
    public static PoolSpec Parse(string text, (int Prefill, int Decode, int Mixed) defaults)
    {
        var parts = text.Split(',');
        var equals = parts[0].IndexOf('=');
        if (equals <= 0 || equals == parts[0].Length - 1) throw Wrong(text, "it must start with NAME=PATH");
        var counts = new Dictionary<string, int>();
        foreach (var part in parts[1..])
        {
            var pair = part.Split('=');
            if (pair.Length != 2 || pair[0] is not ("prefill" or "decode" or "mixed")
                || !int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MaxWorkers)
                throw Wrong(text, $"'{part}' must be prefill=N, decode=N or mixed=N with N up to {MaxWorkers}");
            counts[pair[0]] = count;
        }
        if (counts.Count == 0) return new PoolSpec(parts[0][..equals], parts[0][(equals + 1)..], defaults.Prefill, defaults.Decode, defaults.Mixed);
        return new PoolSpec(parts[0][..equals], parts[0][(equals + 1)..],
            counts.GetValueOrDefault("prefill"), counts.GetValueOrDefault("decode"), counts.GetValueOrDefault("mixed"));
    }

    private static WrongUseException Wrong(string text, string why) => new($"--pool is '{text}'; {why}");
}
