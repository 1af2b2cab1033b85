using System.Globalization;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>The tokens &lt;0x00&gt; to &lt;0xFF&gt; by which SentencePiece models spell what no other token covers.</summary>
internal static class BytePieces
{
    public static string Spelling(int value) => $"<0x{value:X2}>";

    public static bool TryParse(string text, out byte value)
    {
        value = 0;
        return text is ['<', '0', 'x', _, _, '>'] && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, null, out value);
    }
}
