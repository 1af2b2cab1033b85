using Orchestrator.Workers.Model;

namespace Orchestrator.Kernels.Simd;

/// <summary>One sequence on a backend: its block table and how many tokens are in the cache.</summary>
internal sealed class Session(IDeviceBackend backend, int vocab, int[] blocks)
{
    public int Cached { get; private set; }

    public int[] Blocks => blocks;

    /// <summary>A session on the backend's first blocks.</summary>
    public static Session Alone(IDeviceBackend backend, int vocab) => new(backend, vocab, [.. Enumerable.Range(0, backend.Kv.Blocks)]);

    /// <summary>Feeds tokens alone, all their logits or the last one's wanted; returns [rows, vocab].</summary>
    public float[] Feed(ReadOnlySpan<int> tokens, bool all = false)
    {
        var rows = all ? Enumerable.Range(0, tokens.Length).ToArray() : [tokens.Length - 1];
        var batch = new Batch { Tokens = tokens.ToArray(), Sequences = [Slice(0, tokens.Length)], LogitRows = rows };
        var logits = new float[rows.Length * vocab];
        backend.Forward(batch, logits, null);
        Advance(tokens.Length);
        return logits;
    }

    /// <summary>This sequence's part of a step that others share; to be followed by <see cref="Advance"/>.</summary>
    public SequenceSlice Slice(int firstRow, int count) => new(firstRow, Cached, count, blocks);

    public void Advance(int count) => Cached += count;

    /// <summary>Greedy continuation of a prompt.</summary>
    public int[] Greedy(int[] prompt, int count)
    {
        var tokens = new List<int>();
        var logits = Feed(prompt);
        while (true)
        {
            tokens.Add(ArgMax(logits));
            if (tokens.Count == count) return [.. tokens];
            logits = Feed([tokens[^1]]);
        }
    }

    public static int ArgMax(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best]) best = i;
        }
        return best;
    }
}
