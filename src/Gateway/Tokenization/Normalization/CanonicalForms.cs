using System.Text;

namespace Orchestrator.Gateway.Tokenization.Normalization;

/// <summary>
/// Unicode normalization forms C and D. Without globalization data .NET's own string.Normalize returns its input, so they are computed here,
/// by the algorithm of Unicode Standard Annex 15, from the tables in canonical-mappings.txt.
/// </summary>
internal static class CanonicalForms
{
    // The formula for Hangul syllables of The Unicode Standard, section 3.12.
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28, Syllables = Leads * Vowels * Trails;

    // Below these all text is in form C, or D.
    private const char FirstUnstable = '\u0300', FirstComposed = '\u00C0';

    private static readonly Lazy<CanonicalMappings> s_mappings = new(CanonicalMappings.Read);

    /// <summary>Form C of text without lone surrogates.</summary>
    public static string Compose(string text) =>
        text.AsSpan().ContainsAnyInRange(FirstUnstable, char.MaxValue) && text.AsSpan().ContainsAny(s_mappings.Value.Unstable) ? Text(Composed(Decomposed(text))) : text;

    /// <summary>Form D of text without lone surrogates.</summary>
    public static string Decompose(string text) =>
        text.AsSpan().ContainsAnyInRange(FirstComposed, char.MaxValue) ? Text(Decomposed(text)) : text;

    private static List<int> Decomposed(string text)
    {
        var mappings = s_mappings.Value;
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) AddDecomposed(rune.Value, points, mappings);
        Order(points, mappings);
        return points;
    }

    private static void AddDecomposed(int point, List<int> points, CanonicalMappings mappings)
    {
        var syllable = point - SyllableBase;
        if (syllable is >= 0 and < Syllables)
        {
            points.Add(LeadBase + syllable / (Vowels * Trails));
            points.Add(VowelBase + syllable / Trails % Vowels);
            if (syllable % Trails != 0) points.Add(TrailBase + syllable % Trails);
        }
        else if (mappings.Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts) AddDecomposed(part, points, mappings);
        }
        else points.Add(point);
    }

    // Sorts each run of combining marks by class, keeping the order of equals.
    private static void Order(List<int> points, CanonicalMappings mappings)
    {
        for (var start = 0; start < points.Count;)
        {
            var end = start;
            while (end < points.Count && mappings.Class(points[end]) != 0) end++;
            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(mappings.Class).ToList();
                for (var i = 0; i < sorted.Count; i++) points[start + i] = sorted[i];
            }
            start = end + 1;
        }
    }

    private static List<int> Composed(List<int> points)
    {
        var mappings = s_mappings.Value;
        var composed = new List<int>(points.Count);
        int? starter = null;
        // The class of the last mark kept after the starter: it blocks what is not of a higher one.
        var lastClass = 0;
        foreach (var point in points)
        {
            var pointClass = mappings.Class(point);
            if (starter is { } at && (at == composed.Count - 1 || (lastClass != 0 && lastClass < pointClass)) && Pair(composed[at], point, mappings) is { } whole)
            {
                composed[at] = whole;
                continue;
            }
            if (pointClass == 0) starter = composed.Count;
            lastClass = pointClass;
            composed.Add(point);
        }
        return composed;
    }

    private static int? Pair(int first, int second, CanonicalMappings mappings)
    {
        var (lead, vowel) = (first - LeadBase, second - VowelBase);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels) return SyllableBase + (lead * Vowels + vowel) * Trails;
        var (syllable, trail) = (first - SyllableBase, second - TrailBase);
        if (syllable is >= 0 and < Syllables && syllable % Trails == 0 && trail is > 0 and < Trails) return first + trail;
        return mappings.Compositions.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points) text.Append(new Rune(point));
        return text.ToString();
    }
}
