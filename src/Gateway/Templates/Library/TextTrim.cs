namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Stripping white space, or a set of characters, from a string's ends.</summary>
internal static class TextTrim
{
    // characters: the set to strip; null for white space.
    public static string Trim(Rendering rendering, string text, string? characters, bool start = true, bool end = true)
    {
        // A pair of surrogates is one character: their halves must not be stripped alone.
        if (characters is not null && Values.CodePoints.HasSurrogates(characters)) return TrimRunes(rendering, text, characters, start, end);
        rendering.Scan(text.Length);
        var set = characters?.ToHashSet();
        var (from, to) = (0, text.Length);
        while (start && from < to && Strips(text[from])) from++;
        while (end && to > from && Strips(text[to - 1])) to--;
        return text[from..to];

        bool Strips(char c) => set?.Contains(c) ?? PythonSpace.Is(c);
    }

    private static string TrimRunes(Rendering rendering, string text, string characters, bool start, bool end)
    {
        rendering.Spend(text.Length + characters.Length);
        var set = characters.EnumerateRunes().ToHashSet();
        var runes = text.EnumerateRunes().ToList();
        var (from, to) = (0, runes.Count);
        while (start && from < to && set.Contains(runes[from])) from++;
        while (end && to > from && set.Contains(runes[to - 1])) to--;
        return string.Concat(runes.GetRange(from, to - from));
    }
}
