using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Taking strings apart: split, rsplit, partition, splitlines.</summary>
internal static class TextSplitting
{
    public static ListValue Split(Rendering r, Value self, Arguments a, string name, bool fromEnd)
    {
        var bound = a.Bind(r, name, 0, "sep", "maxsplit");
        var text = TextMethods.Of(self);
        var most = Expect.Clamped(r, bound[1], "maxsplit", -1);
        if (most < 0) most = int.MaxValue;
        r.Scan(text.Length);
        if (bound[0] is null or NoneValue) return Values(r, Words(text, most, fromEnd));
        var separator = Separator(r, bound[0]!);
        return Values(r, fromEnd && most != int.MaxValue ? PartsFromEnd(r, text, separator, most) : Parts(r, text, separator, most));
    }

    public static TupleValue Partition(Rendering r, Value self, Arguments a, string name, bool fromEnd)
    {
        var separator = Separator(r, a.Bind(r, name, 1, "sep")[0]!);
        var text = TextMethods.Of(self);
        var at = fromEnd ? TextSearch.LastIndexOf(r, text, separator, text.Length) : TextSearch.IndexOf(r, text, separator);
        string[] parts = at >= 0 ? [text[..at], separator, text[(at + separator.Length)..]] : fromEnd ? ["", "", text] : [text, "", ""];
        return new TupleValue([.. parts.Select(r.Text)]);
    }

    public static Value Lines(Rendering r, Value self, Arguments a)
    {
        var keepEnds = Expect.Truth(a.Bind(r, "splitlines", 0, "keepends")[0]);
        return Values(r, Lines(TextMethods.Of(self), keepEnds));
    }

    /// <summary>Python's lines: more characters end one than in other languages, and an empty last line does not count.</summary>
    public static IEnumerable<string> Lines(string text, bool keepEnds)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !PythonSpace.IsLineBreak(text[end])) end++;
            var next = end >= text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            yield return text[start..(keepEnds ? next : end)];
            start = next;
        }
    }

    private static ListValue Values(Rendering r, IEnumerable<string> parts)
    {
        var list = new List<Value>();
        foreach (var part in parts)
        {
            r.GrowItems(1);
            r.Spend(1 + (part.Length >> 6));
            list.Add(r.Text(part));
        }
        return new ListValue(list);
    }

    private static string Separator(Rendering r, Value value)
    {
        var separator = Expect.Text(r, value, "a separator");
        return separator.Length > 0 ? separator : throw r.Fail("empty separator");
    }

    private static IEnumerable<string> Parts(Rendering r, string text, string separator, int most)
    {
        var start = 0;
        foreach (var at in TextSearch.All(r, text, separator, most))
        {
            yield return text[start..at];
            start = at + separator.Length;
        }
        yield return text[start..];
    }

    private static List<string> PartsFromEnd(Rendering r, string text, string separator, int most)
    {
        var parts = new List<string>();
        var end = text.Length;
        for (; most > 0 && TextSearch.LastIndexOf(r, text, separator, end) is var at and >= 0; most--)
        {
            parts.Add(text[(at + separator.Length)..end]);
            end = at;
        }
        parts.Add(text[..end]);
        parts.Reverse();
        return parts;
    }

    /// <summary>Runs of anything but white space. What is left after the last split keeps its inner and far white space.</summary>
    private static List<string> Words(string text, int most, bool fromEnd)
    {
        var words = new List<string>();
        var (start, end) = (0, text.Length);
        while (true)
        {
            if (fromEnd) while (end > start && PythonSpace.Is(text[end - 1])) end--;
            else while (start < end && PythonSpace.Is(text[start])) start++;
            if (start == end) break;
            if (most-- == 0)
            {
                words.Add(text[start..end]);
                break;
            }
            var edge = fromEnd ? end : start;
            if (fromEnd) while (edge > start && !PythonSpace.Is(text[edge - 1])) edge--;
            else while (edge < end && !PythonSpace.Is(text[edge])) edge++;
            words.Add(fromEnd ? text[edge..end] : text[start..edge]);
            if (fromEnd) end = edge;
            else start = edge;
        }
        if (fromEnd) words.Reverse();
        return words;
    }
}
