using System.Text;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Upper and lower case, one character to one character, except for the sharp s. (Python also expands ligatures and a few rare letters.)</summary>
internal static class TextCase
{
    public static string Upper(string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    public static string Lower(string text) => text.ToLowerInvariant();

    public static string Capitalize(string text)
    {
        if (text.Length == 0) return text;
        var first = Values.CodePoints.LengthAt(text, 0);
        return First(text[..first]) + Lower(text[first..]);
    }

    /// <summary>str.title(): a letter is large unless it follows a letter.</summary>
    public static string Title(string text) => Letters(text, static (letter, follows) => follows ? Lower(letter) : First(letter));

    public static string Swap(string text) => Letters(text, static (letter, _) => Lower(letter) == letter ? Upper(letter) : Lower(letter));

    /// <summary>The filter 'title': a letter is large at the start and after space, hyphen or an opening bracket.</summary>
    public static string TitleWords(string text)
    {
        var result = new StringBuilder(text.Length);
        var starts = true;
        for (var i = 0; i < text.Length; i += Values.CodePoints.LengthAt(text, i))
        {
            var letter = text.Substring(i, Values.CodePoints.LengthAt(text, i));
            var isBreak = letter[0] is '-' or '(' or '{' or '[' or '<' || PythonSpace.Is(letter[0]);
            result.Append(starts && !isBreak ? Upper(letter) : Lower(letter));
            starts = isBreak;
        }
        return result.ToString();
    }

    public static bool IsLower(string text) => Upper(text) != text && Lower(text) == text;

    public static bool IsUpper(string text) => Lower(text) != text && Upper(text) == text;

    // At the start of a word the sharp s is only half large.
    private static string First(string letter) => letter == "ß" ? "Ss" : Upper(letter);

    private static string Letters(string text, Func<string, bool, string> change)
    {
        var result = new StringBuilder(text.Length);
        var follows = false;
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(change(rune.ToString(), follows));
            follows = Rune.IsLetter(rune);
        }
        return result.ToString();
    }
}
