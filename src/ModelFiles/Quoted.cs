using System.Text;

namespace Orchestrator.ModelFiles;

/// <summary>Text out of a file on its way into an error message: one line, of bounded length, whatever the file holds.</summary>
internal static class Quoted
{
    private const int Longest = 80;

    public static string Text(string text)
    {
        var line = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            // Also U+2028 and lone surrogates, which would break a log line.
            line.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c);
        }
        return line.Append(text.Length > Longest ? "…'" : "'").ToString();
    }
}
