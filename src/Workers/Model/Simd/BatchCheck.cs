using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>What a batch must fulfil before native memory is touched on its word.</summary>
internal static class BatchCheck
{
    public static void Check(Batch batch, int vocab, int blocks)
    {
        foreach (var token in batch.Tokens)
        {
            if ((uint)token >= (uint)vocab) throw new ArgumentOutOfRangeException(nameof(batch), token, $"token id {token} is not below the vocabulary's {vocab}");
        }
        var rows = 0;
        foreach (var sequence in batch.Sequences)
        {
            if (sequence.FirstRow != rows || sequence.Count < 1 || sequence.Start < 0)
                throw new ArgumentException($"a sequence has rows {sequence.FirstRow} + {sequence.Count} from position {sequence.Start}; row {rows} comes next", nameof(batch));
            rows += sequence.Count;
            CheckBlocks(sequence, blocks);
        }
        if (rows != batch.Tokens.Length) throw new ArgumentException($"sequences have {rows} rows; there are {batch.Tokens.Length} tokens", nameof(batch));
        for (var i = 0; i < batch.LogitRows.Length; i++)
        {
            var row = batch.LogitRows[i];
            if (row < (i == 0 ? 0 : batch.LogitRows[i - 1] + 1) || row >= rows)
                throw new ArgumentOutOfRangeException(nameof(batch), row, $"logit row {row} is not an ascending one of {rows}");
        }
    }

    private static void CheckBlocks(SequenceSlice sequence, int blocks)
    {
        var used = (sequence.Start + sequence.Count + KvLayout.BlockSize - 1) / KvLayout.BlockSize;
        if (sequence.Blocks.Length < used)
            throw new ArgumentException($"{sequence.Start + sequence.Count} tokens need {used} KV blocks, not {sequence.Blocks.Length}", nameof(sequence));
        foreach (var block in sequence.Blocks.Span[..used])
        {
            if ((uint)block >= (uint)blocks) throw new ArgumentOutOfRangeException(nameof(sequence), block, $"KV block {block} is not one of {blocks}");
        }
    }
}
