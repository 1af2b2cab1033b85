using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>The promise of the whole project in small: a row's logits have the same bits in any company.</summary>
public sealed class BatchInvarianceTests(ITestOutputHelper output)
{
    private const int Vocab = 131;
    private const int BlocksEach = 16;
    private const int Blocks = 6 * BlocksEach;

    public static TheoryData<KvElement, TensorType> Kinds() => new()
    {
        { KvElement.F32, TensorType.F32 },
        { KvElement.F16, TensorType.F32 },
        { KvElement.BF16, TensorType.F16 },
        { KvElement.F16, TensorType.Q8_0 },
        { KvElement.F32, TensorType.Q4_0 },
        { KvElement.BF16, TensorType.Q5_1 },
        { KvElement.F32, TensorType.BF16 },
        { KvElement.BF16, TensorType.Q4_K },
        { KvElement.F32, TensorType.Q6_K },
        { KvElement.F32, TensorType.Q2_K },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Batch_chunks_block_tables_and_threads_change_no_bit(KvElement element, TensorType type)
    {
        var seed = RandomSeed.Or(1234);
        foreach (var (architecture, pairing, heads, kvHeads, headDim, hidden, feedForward) in new[]
        {
            ("llama", RopePairing.Interleaved, 4, 2, 16, 64, 96), ("qwen2", RopePairing.Halves, 6, 1, 24, 64, 96), ("qwen3", RopePairing.Halves, 5, 5, 8, 64, 96),
            ("llama", RopePairing.Halves, 8, 2, 32, 256, 512),
        })
        {
            var config = InMemoryModel.Shape(architecture, 2, hidden, heads, kvHeads, headDim, feedForward, Vocab, pairing);
            // Rows of a quantised matrix are whole blocks: where they are not, the shape is for the other types.
            if (new[] { heads * headDim, hidden, feedForward }.Any(length => length % TensorTypes.BlockLength(type) != 0)) continue;
            using var model = new InMemoryModel(config, type, seed);
            var random = new Random(seed);
            // One token, one text longer than a group of tokens in a matrix product, and what comes.
            int[] lengths = [1, random.Next(200, 16 * BlocksEach), random.Next(2, 90), random.Next(2, 90), random.Next(2, 90), random.Next(2, 20)];
            var texts = lengths.Select(length => Tokens(random, length)).ToArray();
            var expected = Alone(model, element, texts);
            for (var round = 0; round < 4; round++)
            {
                var threads = 1 + round % 3;
                var steps = Together(model, element, texts, threads, random, expected);
                output.WriteLine($"{architecture}: {texts.Length} sequences of {string.Join(", ", texts.Select(t => t.Length))} tokens in {steps} mixed steps on {threads} threads");
            }
        }
    }

    // [text][position * Vocab ..]: every position's logits, each text alone, as one chunk, on one thread, in blocks 0, 1, 2 ...
    private static float[][] Alone(ModelFile model, KvElement element, int[][] texts)
    {
        using var backend = new SimdBackend(model, new SimdOptions(1, element, Blocks));
        return [.. texts.Select(text => Session.Alone(backend, Vocab).Feed(text, all: true))];
    }

    // Random chunks of random sequences side by side, in shuffled blocks that hold another's leavings, until all texts are through.
    private static int Together(ModelFile model, KvElement element, int[][] texts, int threads, Random random, float[][] expected)
    {
        using var backend = new SimdBackend(model, new SimdOptions(threads, element, Blocks) { WorkPerThread = 1 });
        var blocks = Enumerable.Range(0, Blocks).ToArray();
        Session.Alone(backend, Vocab).Feed(Tokens(random, 16 * Blocks));
        random.Shuffle(blocks);
        var sessions = texts.Select((_, i) => new Session(backend, Vocab, blocks[(i * BlocksEach)..((i + 1) * BlocksEach)])).ToArray();
        var steps = 0;
        for (; Enumerable.Range(0, texts.Length).Any(i => sessions[i].Cached < texts[i].Length); steps++)
        {
            var chosen = Enumerable.Range(0, texts.Length).Where(i => sessions[i].Cached < texts[i].Length && random.Next(3) > 0).ToArray();
            random.Shuffle(chosen);
            if (chosen.Length > 0) Step(backend, sessions, texts, chosen, random, expected);
        }
        return steps;
    }

    private static void Step(SimdBackend backend, Session[] sessions, int[][] texts, int[] chosen, Random random, float[][] expected)
    {
        var tokens = new List<int>();
        var slices = new List<SequenceSlice>();
        var wanted = new List<(int Row, int Text, int Position)>();
        foreach (var i in chosen)
        {
            var left = texts[i].Length - sessions[i].Cached;
            var count = random.Next(3) == 0 ? 1 : random.Next(1, left + 1);
            slices.Add(sessions[i].Slice(tokens.Count, count));
            for (var c = 0; c < count; c++)
            {
                if (random.Next(2) == 0) wanted.Add((tokens.Count, i, sessions[i].Cached + c));
                tokens.Add(texts[i][sessions[i].Cached + c]);
            }
        }
        var logits = new float[wanted.Count * Vocab];
        backend.Forward(new Batch { Tokens = [.. tokens], Sequences = [.. slices], LogitRows = [.. wanted.Select(w => w.Row)] }, logits, null);
        for (var w = 0; w < wanted.Count; w++)
        {
            var alone = expected[wanted[w].Text].AsSpan(wanted[w].Position * Vocab, Vocab);
            Assert.True(alone.SequenceEqual(logits.AsSpan(w * Vocab, Vocab)), $"text {wanted[w].Text}, position {wanted[w].Position}: other bits among {chosen.Length} sequences");
        }
        for (var s = 0; s < chosen.Length; s++) sessions[chosen[s]].Advance(slices[s].Count);
    }

    private static int[] Tokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Vocab))];
}
