namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Finding strings in strings at a cost that grows with their lengths, not with the product of them.</summary>
internal static class TextSearch
{
    // .NET's search compares the whole pattern at each place where its ends fit: fine while the pattern is short.
    private const int ShortPattern = 64;

    /// <summary>UTF-16 offset of the first occurrence at or after a place; below 0 when there is none.</summary>
    public static int IndexOf(Rendering rendering, string text, string pattern, int from = 0)
    {
        rendering.Scan(text.Length - from + pattern.Length);
        return pattern.Length <= ShortPattern ? text.IndexOf(pattern, from, StringComparison.Ordinal) : LongIndexOf(rendering, text, pattern, from);
    }

    /// <summary>UTF-16 offset of the last occurrence that ends at or before a place; below 0 when there is none.</summary>
    public static int LastIndexOf(Rendering rendering, string text, string pattern, int end)
    {
        if (pattern.Length > ShortPattern) throw rendering.Fail($"searching backwards for more than {ShortPattern} characters is not supported");
        rendering.Scan(end);
        return text.AsSpan(0, end).LastIndexOf(pattern, StringComparison.Ordinal);
    }

    public static bool Contains(Rendering rendering, string text, string pattern) => IndexOf(rendering, text, pattern) >= 0;

    /// <summary>Offsets of the occurrences that do not overlap, from the left, up to a number of them.</summary>
    public static IEnumerable<int> All(Rendering rendering, string text, string pattern, int most = int.MaxValue)
    {
        for (var at = 0; most > 0 && (at = Next(rendering, text, pattern, at)) >= 0; most--)
        {
            yield return at;
            at += pattern.Length;
        }
    }

    // IndexOf pays for the whole rest of the text; many finds in one text pay only for what they pass.
    private static int Next(Rendering rendering, string text, string pattern, int from)
    {
        var at = pattern.Length <= ShortPattern ? text.IndexOf(pattern, from, StringComparison.Ordinal) : LongIndexOf(rendering, text, pattern, from);
        rendering.Spend(1 + (((at < 0 ? text.Length : at) - from) >> 6));
        return at;
    }

    /// <summary>The search of Knuth, Morris and Pratt.</summary>
    private static int LongIndexOf(Rendering rendering, string text, string pattern, int from)
    {
        rendering.GrowItems(pattern.Length / 4);
        rendering.Scan(pattern.Length);
        // borders[i]: length of the longest proper prefix of pattern[..i] that is also its suffix.
        var borders = new int[pattern.Length + 1];
        borders[0] = -1;
        for (int i = 0, border = -1; i < pattern.Length;)
        {
            while (border >= 0 && pattern[i] != pattern[border]) border = borders[border];
            borders[++i] = ++border;
        }
        for (int i = from, matched = 0; i < text.Length;)
        {
            while (matched >= 0 && text[i] != pattern[matched]) matched = borders[matched];
            i++;
            if (++matched == pattern.Length) return i - matched;
        }
        return -1;
    }
}
