namespace Orchestrator.Gateway.Templates.Library;

/// <summary>str.replace: the first so many occurrences from the left, or all when the count is negative.</summary>
internal static class TextReplace
{
    public static string Replace(Rendering rendering, string text, string old, string replacement, int count)
    {
        var most = count < 0 ? int.MaxValue : count;
        var result = new TextBuilder(rendering);
        var start = 0;
        foreach (var at in old.Length == 0 ? Gaps(rendering, text, most) : TextSearch.All(rendering, text, old, most))
        {
            result.Append(text.AsSpan(start, at - start)).Append(replacement);
            start = at + old.Length;
        }
        return start == 0 && old.Length > 0 ? text : result.Append(text.AsSpan(start)).ToString();
    }

    /// <summary>Places before, between and after all characters: where an empty string occurs.</summary>
    private static IEnumerable<int> Gaps(Rendering rendering, string text, int most)
    {
        for (var at = 0; most-- > 0 && at <= text.Length; at += at < text.Length ? Values.CodePoints.LengthAt(text, at) : 1)
        {
            rendering.Spend(1);
            yield return at;
        }
    }
}
