namespace Orchestrator.Gateway.Tokenization;

/// <summary>Cuts a text along the matches of a pattern, as Hugging Face's split behaviours define.</summary>
internal readonly struct MatchCutter(SplitBehavior behavior, bool invert, List<TextRange> pieces)
{
    public void CutAll(int length, List<TextRange> matches)
    {
        var parts = Parts(length, matches);
        if (behavior == SplitBehavior.MergedWithNext)
        {
            MergeWithNext(parts);
            return;
        }
        var previousMatches = false;
        var first = true;
        foreach (var (range, matched) in parts)
        {
            var joins = !first && (behavior == SplitBehavior.Contiguous
                ? matched == previousMatches
                : behavior == SplitBehavior.MergedWithPrevious && matched && !previousMatches);
            if (behavior == SplitBehavior.Removed && matched) { }
            else if (joins) pieces[^1] = new TextRange(pieces[^1].Start, range.End - pieces[^1].Start);
            else pieces.Add(range);
            previousMatches = matched;
            first = false;
        }
    }

    private void MergeWithNext(List<(TextRange Range, bool Matched)> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var takesNext = parts[i].Matched && i + 1 < parts.Count && !parts[i + 1].Matched;
            var end = takesNext ? parts[i + 1].Range.End : parts[i].Range.End;
            pieces.Add(new TextRange(parts[i].Range.Start, end - parts[i].Range.Start));
            if (takesNext) i++;
        }
    }

    private List<(TextRange Range, bool Matched)> Parts(int length, List<TextRange> matches)
    {
        var parts = new List<(TextRange, bool)>(2 * matches.Count + 1);
        var done = 0;
        foreach (var match in matches)
        {
            if (match.Start > done) parts.Add((new TextRange(done, match.Start - done), invert));
            parts.Add((match, !invert));
            done = match.End;
        }
        if (done < length) parts.Add((new TextRange(done, length - done), invert));
        return parts;
    }
}
