using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Filters that turn any value's text into other text.</summary>
internal static class TextFilters
{
    public static IReadOnlyDictionary<string, Native> All { get; } = new Dictionary<string, Native>
    {
        ["string"] = (r, v, a) => v is TextValue ? v : Changed(r, v, a, "string", text => text),
        ["upper"] = (r, v, a) => Changed(r, v, a, "upper", TextCase.Upper),
        ["lower"] = (r, v, a) => Changed(r, v, a, "lower", TextCase.Lower),
        ["capitalize"] = (r, v, a) => Changed(r, v, a, "capitalize", TextCase.Capitalize),
        ["title"] = (r, v, a) => Changed(r, v, a, "title", TextCase.TitleWords),
        ["trim"] = Trim,
        ["replace"] = Replace,
        ["center"] = Center,
        ["indent"] = Indent,
        ["truncate"] = Truncate,
        ["wordcount"] = WordCount,
        ["format"] = Format,
        // Nothing is escaped on output, so text marked safe is just text.
        ["safe"] = (r, v, a) => Changed(r, v, a, "safe", text => text),
        ["escape"] = (r, v, a) => Changed(r, v, a, "escape", text => Escape(r, text)),
        ["e"] = (r, v, a) => Changed(r, v, a, "e", text => Escape(r, text)),
        ["forceescape"] = (r, v, a) => Changed(r, v, a, "forceescape", text => Escape(r, text)),
    };

    private static TextValue Changed(Rendering r, Value value, Arguments a, string name, Func<string, string> change)
    {
        a.Bind(r, name, 0);
        var text = value.ToText(r);
        r.Scan(text.Length);
        return r.Text(change(text));
    }

    private static TextValue Trim(Rendering r, Value value, Arguments a)
    {
        var characters = a.Bind(r, "trim", 0, "chars")[0];
        return r.Text(TextTrim.Trim(r, value.ToText(r), characters is null or NoneValue ? null : Expect.Text(r, characters, "the characters to trim")));
    }

    private static TextValue Replace(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "replace", 2, "old", "new", "count");
        return r.Text(TextReplace.Replace(r, value.ToText(r), bound[0]!.ToText(r), bound[1]!.ToText(r), Expect.Clamped(r, bound[2], "count", -1)));
    }

    private static TextValue Center(Rendering r, Value value, Arguments a) =>
        r.Text(TextPadding.Pad(r, value.ToText(r), Expect.Clamped(r, a.Bind(r, "center", 0, "width")[0], "width", 80), TextSide.Both));

    private static TextValue Indent(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "indent", 0, "width", "first", "blank");
        var indentation = bound[0] is TextValue given ? given.Text : new TextBuilder(r).Repeat(' ', Expect.Clamped(r, bound[0], "width", 4)).ToString();
        var (first, blank) = (Expect.Truth(bound[1]), Expect.Truth(bound[2]));
        var result = new TextBuilder(r);
        var isFirst = true;
        foreach (var line in TextSplitting.Lines(Expect.Text(r, value, "what is indented") + "\n", keepEnds: false))
        {
            r.Spend(1);
            if (!isFirst) result.Append('\n');
            if (isFirst ? first : blank || line.Length > 0) result.Append(indentation);
            result.Append(line);
            isFirst = false;
        }
        return r.Text(result.ToString());
    }

    private static Value Truncate(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "truncate", 0, "length", "killwords", "end", "leeway");
        var end = bound[2] is null ? "..." : Expect.Text(r, bound[2]!, "end");
        var (length, leeway) = (Expect.Clamped(r, bound[0], "length", 255), Expect.Clamped(r, bound[3], "leeway", 5));
        var kept = length - CodePoints.Count(end);
        if (kept < 0 || leeway < 0) throw r.Fail("truncate: the length must hold the end, and leeway must not be negative");
        if (value.Length <= (long)length + leeway) return value;
        var cut = new Slice(null, kept, null).Of(r, Expect.Text(r, value, "what is truncated"));
        var space = Expect.Truth(bound[1]) ? -1 : cut.LastIndexOf(' ');
        return r.Text((space < 0 ? cut : cut[..space]) + end);
    }

    private static IntegerValue WordCount(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "wordcount", 0);
        var (count, inWord) = (0, false);
        foreach (var c in value.ToText(r))
        {
            var isWord = char.IsLetterOrDigit(c) || c == '_';
            if (isWord && !inWord) count++;
            inWord = isWord;
        }
        return new IntegerValue(count);
    }

    private static TextValue Format(Rendering r, Value value, Arguments a)
    {
        if (a.Positional.Count > 0 && a.Named.Count > 0) throw r.Fail("format takes positional or named arguments, not both");
        if (a.Named.Count == 0) return PercentFormat.Apply(r, value.ToText(r), new TupleValue([.. a.Positional]));
        var named = new DictValue();
        foreach (var (name, argument) in a.Named) named.Set(r, new TextValue(name), argument);
        return PercentFormat.Apply(r, value.ToText(r), named);
    }

    private static string Escape(Rendering r, string text)
    {
        var result = new TextBuilder(r);
        foreach (var c in text)
        {
            switch (c)
            {
                case '&': result.Append("&amp;"); break;
                case '<': result.Append("&lt;"); break;
                case '>': result.Append("&gt;"); break;
                case '"': result.Append("&#34;"); break;
                case '\'': result.Append("&#39;"); break;
                default: result.Append(c); break;
            }
        }
        return result.ToString();
    }
}
