using System.Globalization;

namespace Orchestrator.LoadTests.Options;

/// <summary>How many tokens a prompt or an answer has: evenly drawn between two numbers, both included.</summary>
/// <param name="Least">At least 0.</param>
/// <param name="Most">At least <paramref name="Least"/>.</param>
internal readonly record struct TokenRange(int Least, int Most)
{
    public int Draw(Random random) => random.Next(Least, Most + 1);

    /// <summary>Reads "256" and "100-400".</summary>
    public static bool TryParse(string text, out TokenRange range)
    {
        var parts = text.Split('-');
        range = default;
        if (parts.Length > 2 || !Read(parts[0], out var least) || !Read(parts[^1], out var most) || most < least) return false;
        range = new TokenRange(least, most);
        return true;
    }

    private static bool Read(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= 10_000_000;
}
