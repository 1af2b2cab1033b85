namespace Orchestrator.Gateway.Templates.Library;

/// <summary>A JSON string with Python's choice of escapes.</summary>
internal static class JsonString
{
    public static void Write(string text, bool ensureAscii, TextBuilder to)
    {
        to.Append('"');
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (Escape(text[i], ensureAscii) is not { } escape) continue;
            to.Append(text.AsSpan(start, i - start)).Append(escape);
            start = i + 1;
        }
        to.Append(text.AsSpan(start)).Append('"');
    }

    private static string? Escape(char c, bool ensureAscii) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        < ' ' => $"\\u{(int)c:x4}",
        > '~' when ensureAscii => $"\\u{(int)c:x4}",
        _ => null,
    };
}
