using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Where a string contains another: find, index, count, startswith, endswith.</summary>
internal static class TextPositions
{
    public static Value StartsWith(Rendering r, Value self, Arguments a) => Affix(r, self, a, "startswith", static (text, part) => text.StartsWith(part, StringComparison.Ordinal));

    public static Value EndsWith(Rendering r, Value self, Arguments a) => Affix(r, self, a, "endswith", static (text, part) => text.EndsWith(part, StringComparison.Ordinal));

    public static IntegerValue Find(Rendering r, Value self, Arguments a, string name, bool fromEnd)
    {
        var bound = a.Bind(r, name, 1, "sub", "start", "end");
        var (text, before) = Window(r, self, bound);
        var part = Expect.Text(r, bound[0]!, "what is sought");
        var at = fromEnd ? TextSearch.LastIndexOf(r, text, part, text.Length) : TextSearch.IndexOf(r, text, part);
        return new IntegerValue(at < 0 ? -1 : before + CodePoints.Position(text, at));
    }

    public static IntegerValue Index(Rendering r, Value self, Arguments a, string name, bool fromEnd)
    {
        var found = Find(r, self, a, name, fromEnd);
        return found.Number.Sign < 0 ? throw r.Fail("substring not found") : found;
    }

    public static Value Count(Rendering r, Value self, Arguments a)
    {
        var bound = a.Bind(r, "count", 1, "sub", "start", "end");
        var (text, _) = Window(r, self, bound);
        var part = Expect.Text(r, bound[0]!, "what is counted");
        return new IntegerValue(part.Length == 0 ? CodePoints.Count(text) + 1 : TextSearch.All(r, text, part).Count());
    }

    private static BooleanValue Affix(Rendering r, Value self, Arguments a, string name, Func<string, string, bool> fits)
    {
        var bound = a.Bind(r, name, 1, "part", "start", "end");
        var (text, _) = Window(r, self, bound);
        var parts = bound[0] is TupleValue tuple ? tuple.Elements : [bound[0]!];
        foreach (var part in parts)
        {
            var sought = Expect.Text(r, part, $"what {name} looks for");
            r.Scan(sought.Length);
            if (fits(text, sought)) return BooleanValue.True;
        }
        return BooleanValue.False;
    }

    /// <summary>The part of the text between start and end, and how many characters stand before it.</summary>
    private static (string Text, int Before) Window(Rendering r, Value self, Value?[] bound)
    {
        var text = TextMethods.Of(self);
        if (bound[1] is null or NoneValue && bound[2] is null or NoneValue) return (text, 0);
        var start = Expect.Clamped(r, bound[1], "start", 0);
        var window = new Slice(start, bound[2] is null or NoneValue ? null : Expect.Clamped(r, bound[2]!, "end"), null).Of(r, text);
        var length = ((TextValue)self).Length!.Value;
        return (window, Math.Clamp(start < 0 ? start + length : start, 0, length));
    }
}
