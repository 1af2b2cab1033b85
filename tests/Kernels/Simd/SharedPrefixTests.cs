using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>A text whose first blocks were computed for another has the same bits as one that computed them itself, also beside the other.</summary>
public sealed class SharedPrefixTests(ITestOutputHelper output)
{
    private const int Vocab = 131;
    private const int Size = KvLayout.BlockSize;

    [Theory]
    [InlineData(KvElement.F32, TensorType.F32, 1)]
    [InlineData(KvElement.BF16, TensorType.F32, 2)]
    [InlineData(KvElement.F32, TensorType.Q8_0, 3)]
    [InlineData(KvElement.BF16, TensorType.Q8_0, 3)]
    public void Another_texts_blocks_change_no_bit(KvElement element, TensorType type, int threads)
    {
        var random = new Random(RandomSeed.Or(77));
        using var model = new InMemoryModel(InMemoryModel.Shape("llama", 2, 64, 4, 2, 16, 96, Vocab, RopePairing.Interleaved), type, random.Next());
        for (var round = 0; round < 4; round++)
        {
            var shared = random.Next(1, 9);
            var beginning = Tokens(random, shared * Size);
            int[] first = [.. beginning, .. Tokens(random, random.Next(1, 60))], second = [.. beginning, .. Tokens(random, random.Next(2, 60))];
            float[] expectedFirst, expectedSecond;
            using (var alone = new SimdBackend(model, new SimdOptions(1, element, 16)))
            {
                expectedFirst = Session.Alone(alone, Vocab).Feed(first, all: true);
                expectedSecond = Session.Alone(alone, Vocab).Feed(second, all: true);
            }
            using var backend = new SimdBackend(model, new SimdOptions(threads, element, 32) { WorkPerThread = 1 });
            var blocks = Enumerable.Range(0, 32).ToArray();
            random.Shuffle(blocks);
            int[] mine = blocks[..16], others = [.. mine[..shared], .. blocks[16..]];
            // The first text computes the shared blocks; then both go on side by side, in pieces of any size.
            Feed(backend, mine, first[..beginning.Length], random);
            var (a, b) = (beginning.Length, beginning.Length);
            while (a < first.Length || b < second.Length) Step(backend, random, (first, mine, expectedFirst), ref a, (second, others, expectedSecond), ref b);
            output.WriteLine($"{shared} shared blocks, {first.Length} and {second.Length} tokens on {threads} threads");
        }
    }

    private static void Feed(SimdBackend backend, int[] blocks, int[] tokens, Random random)
    {
        for (var at = 0; at < tokens.Length;)
        {
            var count = random.Next(1, tokens.Length - at + 1);
            backend.Forward(new Batch { Tokens = tokens[at..(at + count)], Sequences = [new SequenceSlice(0, at, count, blocks)], LogitRows = [] }, [], null);
            at += count;
        }
    }

    private static void Step(SimdBackend backend, Random random, (int[] Tokens, int[] Blocks, float[] Expected) first, ref int a, (int[] Tokens, int[] Blocks, float[] Expected) second, ref int b)
    {
        var (countA, countB) = (random.Next(first.Tokens.Length - a + 1), random.Next(second.Tokens.Length - b + 1));
        if (countA + countB == 0) return;
        var slices = new List<SequenceSlice>();
        if (countA > 0) slices.Add(new SequenceSlice(0, a, countA, first.Blocks));
        if (countB > 0) slices.Add(new SequenceSlice(countA, b, countB, second.Blocks));
        int[] tokens = [.. first.Tokens[a..(a + countA)], .. second.Tokens[b..(b + countB)]];
        var logits = new float[tokens.Length * Vocab];
        backend.Forward(new Batch { Tokens = tokens, Sequences = [.. slices], LogitRows = [.. Enumerable.Range(0, tokens.Length)] }, logits, null);
        Assert.True(logits.AsSpan(0, countA * Vocab).SequenceEqual(first.Expected.AsSpan(a * Vocab, countA * Vocab)), $"the first text from {a}: other bits");
        Assert.True(logits.AsSpan(countA * Vocab).SequenceEqual(second.Expected.AsSpan(b * Vocab, countB * Vocab)), $"the second text from {b}: other bits");
        (a, b) = (a + countA, b + countB);
    }

    private static int[] Tokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Vocab))];
}
