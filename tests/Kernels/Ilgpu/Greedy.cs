using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Greedy generation straight on a backend, all prompts side by side.</summary>
internal static class Greedy
{
    /// <summary>The most probable tokens after each prompt.</summary>
    public static int[][] Generate(IDeviceBackend backend, int[][] prompts, int count, int vocab)
    {
        var block = 0;
        // Blocks handed out in no order, as a pool would.
        var blocks = prompts.Select(prompt => Enumerable.Range(0, (prompt.Length + count + KvLayout.BlockSize - 1) / KvLayout.BlockSize).Select(_ => backend.Kv.Blocks - 1 - block++).ToArray()).ToArray();
        var inputs = prompts;
        var starts = new int[prompts.Length];
        var generated = prompts.Select(_ => new List<int>()).ToArray();
        for (var step = 0; step < count; step++)
        {
            var logits = new float[prompts.Length * vocab];
            backend.Forward(Step(inputs, starts, blocks), logits, null);
            for (var s = 0; s < prompts.Length; s++)
            {
                starts[s] += inputs[s].Length;
                generated[s].Add(Largest(logits.AsSpan(s * vocab, vocab)));
            }
            inputs = [.. generated.Select(tokens => new[] { tokens[^1] })];
        }
        return [.. generated.Select(tokens => tokens.ToArray())];
    }

    /// <summary>A batch of sequences with logits of each one's last token.</summary>
    public static Batch Step(int[][] tokens, int[] starts, int[][] blocks)
    {
        var row = 0;
        var slices = new SequenceSlice[tokens.Length];
        var last = new int[tokens.Length];
        for (var s = 0; s < tokens.Length; s++)
        {
            slices[s] = new SequenceSlice(row, starts[s], tokens[s].Length, blocks[s]);
            row += tokens[s].Length;
            last[s] = row - 1;
        }
        return new Batch { Tokens = [.. tokens.SelectMany(t => t)], Sequences = slices, LogitRows = last };
    }

    private static int Largest(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best]) best = i;
        }
        return best;
    }
}
