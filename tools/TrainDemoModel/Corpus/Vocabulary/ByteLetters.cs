namespace Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;

/// <summary>GPT-2's alphabet: a printable character for each byte, in which the tokens of a byte-level vocabulary are spelled.</summary>
public static class ByteLetters
{
    private static readonly char[] s_letters = Make();

    public static char Of(byte value) => s_letters[value];

    public static byte Value(char letter) => (byte)Array.IndexOf(s_letters, letter);

    // What prints stands for itself; the rest is numbered on from 256.
    private static char[] Make()
    {
        var letters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++) letters[value] = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)value : (char)next++;
        return letters;
    }
}
