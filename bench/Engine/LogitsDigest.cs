using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Orchestrator.ModelFiles.Writing;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Bench.Engine;

/// <summary>
/// SHA-256 over the bits of the logits at fixed positions of a fixed text. The first part of the text goes through the model in chunks, the
/// rest token by token, beside as many other sequences as the batch has: none of that may change a bit, so one model gives one digest.
/// </summary>
internal static class LogitsDigest
{
    /// <summary>Tokens that are prefilled, of one sequence; they fill blocks and chunks of attention with some left over.</summary>
    public const int Prefilled = 72;

    /// <summary>Tokens of one sequence.</summary>
    public const int Tokens = Prefilled + 24;

    /// <summary>While the prompt is prefilled, every so many positions count.</summary>
    public const int Stride = 8;

    private const ulong TextSeed = 0x6C6F_6769_7473;

    /// <summary>The digest in hexadecimal. Uses the backend's first blocks: batch x the blocks of <see cref="Tokens"/>.</summary>
    /// <param name="backend">Called from this thread.</param>
    /// <param name="vocab">The model's.</param>
    /// <param name="batch">Sequences side by side; the first one is the fixed text.</param>
    /// <param name="chunk">Tokens of each sequence in a step of prefill.</param>
    public static string Compute(IDeviceBackend backend, int vocab, int batch, int chunk)
    {
        var texts = Enumerable.Range(0, batch).Select(sequence => Text(sequence, vocab)).ToArray();
        var blocks = Enumerable.Range(0, batch).Select(sequence => Blocks(sequence)).ToArray();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = 0; at < Tokens;)
        {
            var count = at < Prefilled ? Math.Min(chunk, Prefilled - at) : 1;
            var step = Step(texts, blocks, at, count);
            var logits = new float[step.LogitRows.Length * vocab];
            backend.Forward(step, logits, null);
            var own = step.LogitRows.Count(row => row < count);
            hash.AppendData(MemoryMarshal.AsBytes(logits.AsSpan(0, own * vocab)));
            at += count;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Batch Step(int[][] texts, int[][] blocks, int at, int count) => new()
    {
        Tokens = [.. texts.SelectMany(text => text[at..(at + count)])],
        Sequences = [.. Enumerable.Range(0, texts.Length).Select(s => new SequenceSlice(s * count, at, count, blocks[s].AsMemory(0, MemoryNeed.Of(at + count))))],
        LogitRows = [.. from s in Enumerable.Range(0, texts.Length) from i in Enumerable.Range(0, count) where Counts(at + i) select s * count + i],
    };

    private static bool Counts(int position) => position >= Prefilled || position % Stride == Stride - 1;

    // Sequence 0 is the same in every batch.
    private static int[] Text(int sequence, int vocab)
    {
        var random = SplitMix64.Branch(TextSeed, (ulong)sequence);
        return [.. Enumerable.Range(0, Tokens).Select(_ => random.NextBelow(vocab))];
    }

    // Scattered: neighbours in the text are no neighbours in memory.
    private static int[] Blocks(int sequence)
    {
        var each = (Tokens + KvLayout.BlockSize - 1) / KvLayout.BlockSize;
        return [.. Enumerable.Range(sequence * each, each).Reverse()];
    }
}
