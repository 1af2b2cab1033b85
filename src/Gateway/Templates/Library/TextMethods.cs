using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>The methods of strings.</summary>
internal static class TextMethods
{
    private static readonly MethodTable s_methods = new(new Dictionary<string, Native>
    {
        ["strip"] = (r, s, a) => Trim(r, s, a, "strip", start: true, end: true),
        ["lstrip"] = (r, s, a) => Trim(r, s, a, "lstrip", start: true, end: false),
        ["rstrip"] = (r, s, a) => Trim(r, s, a, "rstrip", start: false, end: true),
        ["removeprefix"] = (r, s, a) => Remove(r, s, a, "removeprefix", fromEnd: false),
        ["removesuffix"] = (r, s, a) => Remove(r, s, a, "removesuffix", fromEnd: true),
        ["upper"] = (r, s, a) => Plain(r, s, a, "upper", TextCase.Upper),
        ["lower"] = (r, s, a) => Plain(r, s, a, "lower", TextCase.Lower),
        ["casefold"] = (r, s, a) => Plain(r, s, a, "casefold", TextCase.Lower),
        ["capitalize"] = (r, s, a) => Plain(r, s, a, "capitalize", TextCase.Capitalize),
        ["title"] = (r, s, a) => Plain(r, s, a, "title", TextCase.Title),
        ["swapcase"] = (r, s, a) => Plain(r, s, a, "swapcase", TextCase.Swap),
        ["islower"] = (r, s, a) => Is(r, s, a, "islower", TextCase.IsLower),
        ["isupper"] = (r, s, a) => Is(r, s, a, "isupper", TextCase.IsUpper),
        ["isspace"] = (r, s, a) => Is(r, s, a, "isspace", text => All(text, PythonSpace.Is)),
        ["isalpha"] = (r, s, a) => Is(r, s, a, "isalpha", text => All(text, char.IsLetter)),
        ["isalnum"] = (r, s, a) => Is(r, s, a, "isalnum", text => All(text, c => char.IsLetter(c) || char.IsNumber(c))),
        ["isdigit"] = (r, s, a) => Is(r, s, a, "isdigit", text => All(text, char.IsDigit)),
        ["isdecimal"] = (r, s, a) => Is(r, s, a, "isdecimal", text => All(text, char.IsDigit)),
        ["isnumeric"] = (r, s, a) => Is(r, s, a, "isnumeric", text => All(text, char.IsNumber)),
        ["isascii"] = (r, s, a) => Is(r, s, a, "isascii", text => text.All(char.IsAscii)),
        ["startswith"] = TextPositions.StartsWith,
        ["endswith"] = TextPositions.EndsWith,
        ["find"] = (r, s, a) => TextPositions.Find(r, s, a, "find", fromEnd: false),
        ["rfind"] = (r, s, a) => TextPositions.Find(r, s, a, "rfind", fromEnd: true),
        ["index"] = (r, s, a) => TextPositions.Index(r, s, a, "index", fromEnd: false),
        ["rindex"] = (r, s, a) => TextPositions.Index(r, s, a, "rindex", fromEnd: true),
        ["count"] = TextPositions.Count,
        ["split"] = (r, s, a) => TextSplitting.Split(r, s, a, "split", fromEnd: false),
        ["rsplit"] = (r, s, a) => TextSplitting.Split(r, s, a, "rsplit", fromEnd: true),
        ["splitlines"] = TextSplitting.Lines,
        ["partition"] = (r, s, a) => TextSplitting.Partition(r, s, a, "partition", fromEnd: false),
        ["rpartition"] = (r, s, a) => TextSplitting.Partition(r, s, a, "rpartition", fromEnd: true),
        ["replace"] = Replace,
        ["join"] = Join,
        ["center"] = (r, s, a) => TextPadding.Pad(r, s, a, "center", TextSide.Both),
        ["ljust"] = (r, s, a) => TextPadding.Pad(r, s, a, "ljust", TextSide.Right),
        ["rjust"] = (r, s, a) => TextPadding.Pad(r, s, a, "rjust", TextSide.Left),
        ["zfill"] = TextPadding.ZeroFill,
        ["format"] = (r, s, a) => r.Text(BraceFormat.Apply(r, Of(s), a)),
    });

    public static FunctionValue? Find(TextValue self, string name) => s_methods.Find(self, name);

    /// <summary>The receiver's text: the table gives these methods to strings only.</summary>
    public static string Of(Value self) => ((TextValue)self).Text;

    private static TextValue Plain(Rendering r, Value self, Arguments a, string name, Func<string, string> change)
    {
        a.Bind(r, name, 0);
        r.Scan(Of(self).Length);
        return r.Text(change(Of(self)));
    }

    private static BooleanValue Is(Rendering r, Value self, Arguments a, string name, Func<string, bool> test)
    {
        a.Bind(r, name, 0);
        r.Scan(Of(self).Length);
        return BooleanValue.Of(test(Of(self)));
    }

    private static bool All(string text, Func<char, bool> test) => text.Length > 0 && text.All(test);

    private static TextValue Trim(Rendering r, Value self, Arguments a, string name, bool start, bool end)
    {
        var characters = a.Bind(r, name, 0, "chars")[0];
        return r.Text(TextTrim.Trim(r, Of(self), characters is null or NoneValue ? null : Expect.Text(r, characters, "the characters to strip"), start, end));
    }

    private static TextValue Remove(Rendering r, Value self, Arguments a, string name, bool fromEnd)
    {
        var part = Expect.Text(r, a.Bind(r, name, 1, "part")[0]!, "what is removed");
        var text = Of(self);
        r.Scan(part.Length);
        var fits = part.Length > 0 && (fromEnd ? text.EndsWith(part, StringComparison.Ordinal) : text.StartsWith(part, StringComparison.Ordinal));
        return !fits ? (TextValue)self : r.Text(fromEnd ? text[..^part.Length] : text[part.Length..]);
    }

    private static TextValue Replace(Rendering r, Value self, Arguments a)
    {
        var bound = a.Bind(r, "replace", 2, "old", "new", "count");
        return r.Text(TextReplace.Replace(
            r, Of(self), Expect.Text(r, bound[0]!, "what is replaced"), Expect.Text(r, bound[1]!, "the replacement"), Expect.Clamped(r, bound[2], "count", -1)));
    }

    private static TextValue Join(Rendering r, Value self, Arguments a)
    {
        var text = new TextBuilder(r);
        var isFirst = true;
        foreach (var item in r.Each(a.Bind(r, "join", 1, "iterable")[0]!))
        {
            if (!isFirst) text.Append(Of(self));
            isFirst = false;
            text.Append(Expect.Text(r, item, "an item to join"));
        }
        return r.Text(text.ToString());
    }
}
