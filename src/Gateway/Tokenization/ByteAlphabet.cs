using System.Text;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>
/// GPT-2's printable spelling of bytes: those that Latin-1 prints stand for themselves, the other 68 for U+0100 and on, in order. Byte-level
/// vocabularies and merges are written in it.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_characters = Characters();
    private static readonly Dictionary<char, byte> s_bytes = s_characters.Select((c, b) => (c, b)).ToDictionary(pair => pair.c, pair => (byte)pair.b);

    public static char Character(byte value) => s_characters[value];

    /// <summary>Spells the UTF-8 of <paramref name="text"/> into <paramref name="spelled"/>, at most 3 characters for each, and returns how many.</summary>
    public static int Spell(ReadOnlySpan<char> text, Span<char> spelled)
    {
        var count = 0;
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = 0; at < text.Length;)
        {
            if (text[at] < 0x80)
            {
                spelled[count++] = s_characters[text[at++]];
                continue;
            }
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)]) spelled[count++] = s_characters[value];
            at += length;
        }
        return count;
    }

    /// <summary>The bytes that are spelled so; text with a character outside the alphabet stands for itself.</summary>
    public static byte[] Bytes(string spelled)
    {
        var bytes = new byte[spelled.Length];
        for (var i = 0; i < spelled.Length; i++)
        {
            if (!s_bytes.TryGetValue(spelled[i], out bytes[i])) return Encoding.UTF8.GetBytes(spelled);
        }
        return bytes;
    }

    private static char[] Characters()
    {
        var characters = new char[256];
        var next = (char)0x100;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = printable ? (char)value : next++;
        }
        return characters;
    }
}
