using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>A batch as the kernels read it: one array of integers on the device, copied at once.</summary>
internal sealed class StepInput(IlgpuDevice device) : IDisposable
{
    private MemoryBuffer1D<int, Stride1D.Dense>? _buffer;
    private int[] _host = [];
    private readonly List<int> _tiles = [];

    /// <summary>[tokens]</summary>
    public ArrayView<int> Tokens { get; private set; }

    /// <summary>[tokens]</summary>
    public ArrayView<int> Positions { get; private set; }

    /// <summary>[tokens]: where in <see cref="Blocks"/> the token's sequence begins.</summary>
    public ArrayView<int> Tables { get; private set; }

    /// <summary>[logit rows]</summary>
    public ArrayView<int> LogitRows { get; private set; }

    /// <summary>The block tables of all sequences, one after the other.</summary>
    public ArrayView<int> Blocks { get; private set; }

    /// <summary>[n, 2]: pieces of the sequences after the <see cref="Single"/> tokens for <see cref="TensorAttention"/>, first token and how many.</summary>
    public ArrayView<int> Tiles { get; private set; }

    /// <summary>Positions of the longest sequence, the new tokens included.</summary>
    public int LongestContext { get; private set; }

    /// <summary>The leading tokens that are their sequence's only new one: those that decode, when the batch puts them first.</summary>
    public int Single { get; private set; }

    /// <summary>Positions of the longest sequence of the <see cref="Single"/> tokens.</summary>
    public int LongestSingle { get; private set; }

    /// <summary>Checks the batch against the model and the cache (a wrong index would read or write anywhere in the device's memory) and copies it.</summary>
    public void Upload(Batch batch, int vocab, KvLayout kv)
    {
        int tokens = batch.Tokens.Length, rows = batch.LogitRows.Length, blocks = batch.Sequences.Sum(s => s.Blocks.Length);
        var mostTiles = tokens / TensorAttention.Tokens + batch.Sequences.Length;
        var length = 3 * tokens + rows + blocks + 2 * mostTiles;
        if (_buffer is null || _host.Length < length) Grow(length);
        foreach (var token in batch.Tokens) Check(token >= 0 && token < vocab, $"token {token} is not below the vocabulary's {vocab}");
        foreach (var row in batch.LogitRows) Check(row >= 0 && row < tokens, $"logits are wanted of row {row}, and there are {tokens}");
        batch.Tokens.CopyTo(_host, 0);
        batch.LogitRows.CopyTo(_host, 3 * tokens);
        FillSequences(batch, kv);
        _tiles.CopyTo(_host, 3 * tokens + rows + blocks);

        _buffer!.View.SubView(0, length).CopyFromCPU(device.Compute, _host.AsSpan(0, length));
        ArrayView<int> all = _buffer.View;
        Tokens = all.SubView(0, tokens);
        Positions = all.SubView(tokens, tokens);
        Tables = all.SubView(2 * tokens, tokens);
        LogitRows = all.SubView(3 * tokens, rows);
        Blocks = all.SubView(3 * tokens + rows, blocks);
        Tiles = all.SubView(3 * tokens + rows + blocks, _tiles.Count);
    }

    public void Dispose()
    {
        if (_buffer is not null) device.Free(_buffer);
        _buffer = null;
    }

    private void FillSequences(Batch batch, KvLayout kv)
    {
        int tokens = batch.Tokens.Length, table = 0, next = 0;
        LongestContext = Single = LongestSingle = 0;
        _tiles.Clear();
        foreach (var sequence in batch.Sequences)
        {
            var end = sequence.Start + sequence.Count;
            if (sequence.Count == 1 && Single == next)
            {
                Single++;
                LongestSingle = Math.Max(LongestSingle, end);
            }
            else
            {
                for (var done = 0; done < sequence.Count; done += TensorAttention.Tokens) _tiles.AddRange([next + done, Math.Min(TensorAttention.Tokens, sequence.Count - done)]);
            }
            Check(sequence.FirstRow == next && sequence.Count >= 1 && next + sequence.Count <= tokens, $"a sequence has rows {sequence.FirstRow} to {sequence.FirstRow + sequence.Count - 1}, and row {next} of {tokens} is the next");
            Check(sequence.Start >= 0 && end <= (long)sequence.Blocks.Length * KvLayout.BlockSize, $"{sequence.Blocks.Length} blocks do not cover {end} positions");
            foreach (var block in sequence.Blocks.Span)
            {
                Check(block >= 0 && block < kv.Blocks, $"block {block} is not below the cache's {kv.Blocks}");
                _host[3 * tokens + batch.LogitRows.Length + table++] = block;
            }
            for (var i = 0; i < sequence.Count; i++)
            {
                _host[tokens + next] = sequence.Start + i;
                _host[2 * tokens + next++] = table - sequence.Blocks.Length;
            }
            LongestContext = Math.Max(LongestContext, end);
        }
        Check(next == tokens, $"the sequences have {next} rows, the batch {tokens}");
    }

    private void Grow(int length)
    {
        Dispose();
        _host = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 1024))];
        _buffer = device.Allocate<int>(_host.Length, "the step's input");
    }

    private static void Check(bool fine, string message)
    {
        if (!fine) throw new ArgumentException("wrong batch: " + message);
    }
}
