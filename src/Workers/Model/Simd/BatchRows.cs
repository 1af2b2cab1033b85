using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>Where each row of the current batch stands: its sequence, its position, its place in the cache.</summary>
internal sealed class BatchRows
{
    private Batch _batch = new() { Tokens = [], Sequences = [], LogitRows = [] };
    private int[] _sequences = [];

    /// <summary>Turns to a batch that has been checked.</summary>
    public void Set(Batch batch)
    {
        _batch = batch;
        if (_sequences.Length < batch.Tokens.Length) _sequences = new int[batch.Tokens.Length];
        for (var s = 0; s < batch.Sequences.Length; s++) Array.Fill(_sequences, s, batch.Sequences[s].FirstRow, batch.Sequences[s].Count);
    }

    public int Position(int row)
    {
        ref readonly var sequence = ref _batch.Sequences[_sequences[row]];
        return sequence.Start + row - sequence.FirstRow;
    }

    public (int Block, int Slot) Place(int row)
    {
        var position = Position(row);
        return (_batch.Sequences[_sequences[row]].Blocks.Span[position / KvLayout.BlockSize], position % KvLayout.BlockSize);
    }
}
