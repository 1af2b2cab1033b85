namespace Orchestrator.Workers.Model.Simd;

/// <summary>A piece of attention that one thread does: some neighbouring new tokens of one sequence, for each KV head one piece of its own.</summary>
/// <param name="Sequence">Index in the batch.</param>
/// <param name="FirstToken">Among the sequence's new tokens.</param>
/// <param name="Tokens">New tokens of the piece.</param>
internal readonly record struct AttentionPiece(int Sequence, int FirstToken, int Tokens)
{
    /// <summary>Cuts a batch into pieces of at most <paramref name="most"/> tokens; those with the longest history first, so that no thread is left with a long one at the end.</summary>
    public static void Cut(Batch batch, int most, List<AttentionPiece> pieces)
    {
        pieces.Clear();
        for (var s = 0; s < batch.Sequences.Length; s++)
        {
            var count = batch.Sequences[s].Count;
            for (var first = 0; first < count; first += most) pieces.Add(new(s, first, Math.Min(most, count - first)));
        }
        pieces.Sort((a, b) => End(b).CompareTo(End(a)));

        int End(AttentionPiece piece) => batch.Sequences[piece.Sequence].Start + piece.FirstToken + piece.Tokens;
    }
}
