using System.Text;
using Orchestrator.Gateway.Tokenization.Patterns;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>Cuts text into pieces that no token crosses.</summary>
internal abstract class Splitter
{
    /// <summary>Appends the pieces of <paramref name="text"/>, in order; empty ones are allowed.</summary>
    public abstract void Split(ReadOnlySpan<char> text, List<TextRange> pieces);

    /// <summary>At the matches of a regular expression or, where it has none, at those of a literal.</summary>
    public sealed class ByPattern(CodePointRegex pattern, SplitBehavior behavior, bool invert) : Splitter
    {
        public override void Split(ReadOnlySpan<char> text, List<TextRange> pieces)
        {
            var matches = new List<TextRange>();
            pattern.FindAll(text, matches);
            var cutter = new MatchCutter(behavior, invert, pieces);
            cutter.CutAll(text.Length, matches);
        }
    }

    /// <summary>The usual case, without a list of matches: each match is a piece and so is what lies between two.</summary>
    public sealed class Isolating(CodePointRegex pattern) : Splitter
    {
        public override void Split(ReadOnlySpan<char> text, List<TextRange> pieces)
        {
            var first = pieces.Count;
            pattern.FindAll(text, pieces);
            if (Covers(text.Length, pieces, first)) return;
            var matches = pieces.GetRange(first, pieces.Count - first);
            pieces.RemoveRange(first, pieces.Count - first);
            new MatchCutter(SplitBehavior.Isolated, false, pieces).CutAll(text.Length, matches);
        }

        private static bool Covers(int length, List<TextRange> matches, int first)
        {
            var end = 0;
            for (var i = first; i < matches.Count; i++)
            {
                if (matches[i].Start != end) return false;
                end = matches[i].End;
            }
            return end == length;
        }
    }

    /// <summary>Runs of digits of any script (Unicode N), or each digit alone.</summary>
    public sealed class Digits(bool individual) : Splitter
    {
        public override void Split(ReadOnlySpan<char> text, List<TextRange> pieces)
        {
            var start = 0;
            var inDigits = false;
            for (var at = 0; at < text.Length;)
            {
                Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
                var isDigit = Rune.IsNumber(rune);
                if (at > start && (isDigit != inDigits || (isDigit && individual)))
                {
                    pieces.Add(new TextRange(start, at - start));
                    start = at;
                }
                inDigits = isDigit;
                at += length;
            }
            pieces.Add(new TextRange(start, text.Length - start));
        }
    }

    /// <summary>Before each mark, which stands for a space; with <paramref name="keepRuns"/> a run of marks stays together.</summary>
    public sealed class BeforeMark(char mark, bool keepRuns) : Splitter
    {
        public override void Split(ReadOnlySpan<char> text, List<TextRange> pieces)
        {
            var start = 0;
            for (var at = 1; at < text.Length; at++)
            {
                if (text[at] != mark || (keepRuns && text[at - 1] == mark)) continue;
                pieces.Add(new TextRange(start, at - start));
                start = at;
            }
            pieces.Add(new TextRange(start, text.Length - start));
        }
    }
}
