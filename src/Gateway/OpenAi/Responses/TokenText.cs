using System.Text;
using System.Text.Unicode;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Shows a token as text, also when its bytes are only part of a character.</summary>
internal static class TokenText
{
    /// <summary>The text, or <c>bytes:\xe2\x82</c> as OpenAI writes it, which keeps different fragments different.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder("bytes:", 6 + 4 * bytes.Length);
        foreach (var one in bytes) text.Append(@"\x").Append(one.ToString("x2"));
        return text.ToString();
    }

    /// <summary>Characters of the text that the token adds to, as Unicode code points: every byte that does not continue one.</summary>
    public static int CodePoints(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var one in bytes)
            if ((one & 0xC0) != 0x80) count++;
        return count;
    }
}
