using System.Globalization;
using System.Text;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>Quoted strings with Python's escapes. An unknown escape keeps its backslash.</summary>
internal static class StringLiteral
{
    /// <summary>Length of the string at the start of a text, quotes included; null when it is not closed.</summary>
    public static int? Measure(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == text[0]) return i + 1;
        }
        return null;
    }

    public static string Unescape(ReadOnlySpan<char> body, int line)
    {
        if (!body.Contains('\\')) return body.ToString();
        var text = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\') text.Append(body[i]);
            else i = Escape(body, i + 1, text, line);
        }
        return text.ToString();
    }

    /// <summary>Reads one escape whose letter is at <paramref name="at"/>; returns the position of its last character.</summary>
    private static int Escape(ReadOnlySpan<char> body, int at, StringBuilder text, int line)
    {
        var c = body[at];
        switch (c)
        {
            case '\n': return at;
            case '\\' or '\'' or '"': text.Append(c); return at;
            case 'n': text.Append('\n'); return at;
            case 't': text.Append('\t'); return at;
            case 'r': text.Append('\r'); return at;
            case 'a': text.Append('\a'); return at;
            case 'b': text.Append('\b'); return at;
            case 'f': text.Append('\f'); return at;
            case 'v': text.Append('\v'); return at;
            case 'x': return Hex(body, at, 2, text, line);
            case 'u': return Hex(body, at, 4, text, line);
            case 'U': return Hex(body, at, 8, text, line);
            case 'N': throw new TemplateException("strings with \\N{...} are not supported", line);
            case >= '0' and <= '7': return Octal(body, at, text);
            default: text.Append('\\').Append(c); return at;
        }
    }

    private static int Hex(ReadOnlySpan<char> body, int at, int digits, StringBuilder text, int line)
    {
        if (at + digits >= body.Length || !uint.TryParse(body.Slice(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10ffff)
            throw new TemplateException($"'\\{body[at]}' in a string needs {digits} hexadecimal digits of a character", line);
        if (code < 0x10000) text.Append((char)code);
        else text.Append(char.ConvertFromUtf32((int)code));
        return at + digits;
    }

    private static int Octal(ReadOnlySpan<char> body, int at, StringBuilder text)
    {
        var code = 0;
        var end = at;
        while (end < body.Length && end < at + 3 && body[end] is >= '0' and <= '7') code = code * 8 + (body[end++] - '0');
        text.Append((char)code);
        return end - 1;
    }
}
