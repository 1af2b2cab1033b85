using System.Text;

namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>Writes sentences from patterns: (one|another) is a choice, which may hold further ones; {slot} is replaced.</summary>
public static class Wording
{
    /// <summary>Throws <see cref="FormatException"/> for a choice that is not closed or a slot that nobody fills.</summary>
    public static string Say(Dice dice, string pattern, params ReadOnlySpan<(string Name, string Text)> slots)
    {
        var at = 0;
        var text = Choice(dice, pattern, ref at, slots);
        return at == pattern.Length ? text : throw new FormatException($"\"{pattern}\" closes a choice that is not open at {at}");
    }

    /// <summary>The same with a capital letter first.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>"a" or "an", with the word.</summary>
    public static string WithArticle(string word) => ("aeiou".Contains(word[0]) ? "an " : "a ") + word;

    // All alternatives are written, so that the dice roll as often whichever is taken; one is kept.
    private static string Choice(Dice dice, string pattern, ref int at, ReadOnlySpan<(string Name, string Text)> slots)
    {
        var alternatives = new List<string>();
        var text = new StringBuilder();
        for (; at < pattern.Length && pattern[at] != ')'; at++)
        {
            switch (pattern[at])
            {
                case '(':
                    at++;
                    text.Append(Choice(dice, pattern, ref at, slots));
                    if (at == pattern.Length) throw new FormatException($"\"{pattern}\" does not close a choice");
                    break;
                case '|':
                    alternatives.Add(text.ToString());
                    text.Clear();
                    break;
                case '{':
                    var end = pattern.IndexOf('}', at);
                    text.Append(Filled(pattern[(at + 1)..end], slots));
                    at = end;
                    break;
                default:
                    text.Append(pattern[at]);
                    break;
            }
        }
        alternatives.Add(text.ToString());
        return alternatives.Count == 1 ? alternatives[0] : dice.Pick(alternatives);
    }

    private static string Filled(string name, ReadOnlySpan<(string Name, string Text)> slots)
    {
        foreach (var slot in slots) if (slot.Name == name) return slot.Text;
        throw new FormatException($"nothing fills the slot {name}");
    }
}
