using System.Globalization;
using System.Text;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Strings as Python's repr() writes them: 'text', with double quotes when that saves escaping.</summary>
internal static class TextRepr
{
    public static void Write(string text, TextBuilder to)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        to.Append(quote);
        foreach (var rune in text.EnumerateRunes()) Write(rune, quote, to);
        to.Append(quote);
    }

    private static void Write(Rune rune, char quote, TextBuilder to)
    {
        switch (rune.Value)
        {
            case '\\': to.Append("\\\\"); return;
            case '\n': to.Append("\\n"); return;
            case '\r': to.Append("\\r"); return;
            case '\t': to.Append("\\t"); return;
        }
        if (rune.Value == quote) to.Append('\\').Append(quote);
        else if (IsPrintable(rune)) to.Append(rune.ToString());
        else if (rune.Value < 0x100) to.Append($"\\x{rune.Value:x2}");
        else if (rune.Value < 0x10000) to.Append($"\\u{rune.Value:x4}");
        else to.Append($"\\U{rune.Value:x8}");
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || (rune.IsAscii
        ? rune.Value is > 0x20 and < 0x7f
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator));
}
