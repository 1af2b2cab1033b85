using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Where filling characters are put.</summary>
internal enum TextSide { Left, Right, Both }

/// <summary>Strings brought to a width in characters.</summary>
internal static class TextPadding
{
    public static Value Pad(Rendering r, Value self, Arguments a, string name, TextSide side)
    {
        var bound = a.Bind(r, name, 1, "width", "fillchar");
        var fill = bound[1] is null ? " " : Expect.Text(r, bound[1]!, "the fill character");
        if (fill.Length != 1) throw r.Fail("the fill character must be exactly one character long");
        return r.Text(Pad(r, TextMethods.Of(self), Expect.Clamped(r, bound[0]!, "width"), side, fill[0]));
    }

    public static string Pad(Rendering r, string text, int width, TextSide side, char fill = ' ')
    {
        var missing = width - (long)CodePoints.Count(text);
        if (missing <= 0) return text;
        // Python puts the odd one left when the width is odd.
        var left = side switch { TextSide.Left => missing, TextSide.Right => 0, _ => missing / 2 + (missing & width & 1) };
        return new TextBuilder(r).Repeat(fill, left).Append(text).Repeat(fill, missing - left).ToString();
    }

    public static Value ZeroFill(Rendering r, Value self, Arguments a)
    {
        var width = Expect.Clamped(r, a.Bind(r, "zfill", 1, "width")[0]!, "width");
        var text = TextMethods.Of(self);
        var sign = text.Length > 0 && text[0] is '+' or '-' ? text[..1] : "";
        return r.Text(sign + Pad(r, text[sign.Length..], width - sign.Length, TextSide.Left, '0'));
    }
}
