using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>Keys and values leave one backend and enter another.</summary>
public sealed class KvExchangeTests
{
    private const int Vocab = 131;

    [Theory]
    [InlineData(KvElement.F32)]
    [InlineData(KvElement.F16)]
    [InlineData(KvElement.BF16)]
    public void A_sequence_goes_on_elsewhere_to_the_bit(KvElement element)
    {
        using var model = Model();
        using var prefill = new SimdBackend(model, new SimdOptions(2, element, 8));
        using var decode = new SimdBackend(model, new SimdOptions(1, element, 20));
        var random = new Random(RandomSeed.Or(77));
        var prompt = Enumerable.Range(0, 37).Select(_ => random.Next(Vocab)).ToArray();
        var stays = new Session(prefill, Vocab, [5, 2, 7, 0]);
        var moves = new Session(decode, Vocab, [11, 3, 19, 4]);
        stays.Feed(prompt);
        for (var block = 0; block * 16 < prompt.Length; block++) Move(prefill, stays.Blocks[block], decode, moves.Blocks[block], Math.Min(16, prompt.Length - block * 16));
        moves.Advance(prompt.Length);
        for (var step = 0; step < 20; step++)
        {
            int[] token = [random.Next(Vocab)];
            Assert.Equal(stays.Feed(token), moves.Feed(token));
        }
    }

    [Fact]
    public void The_layout_outside_is_token_by_token_head_by_head()
    {
        using var model = Model();
        using var backend = new SimdBackend(model, new SimdOptions(1, KvElement.F32, 2));
        var bytes = 16 * backend.Kv.TokenBytes;
        var (keys, values) = (new byte[bytes], new byte[bytes]);
        new Random(3).NextBytes(keys);
        new Random(4).NextBytes(values);
        backend.WriteKv(1, 1, 16, keys, values);
        var (fewKeys, fewValues) = (new byte[5 * backend.Kv.TokenBytes], new byte[5 * backend.Kv.TokenBytes]);
        backend.ReadKv(1, 1, 5, fewKeys, fewValues);
        Assert.Equal(keys[..fewKeys.Length], fewKeys);
        Assert.Equal(values[..fewValues.Length], fewValues);
    }

    [Fact]
    public void A_layer_that_is_reported_written_can_be_read_at_once()
    {
        using var model = Model();
        using var backend = new SimdBackend(model, new SimdOptions(2, KvElement.F16, 4) { WorkPerThread = 1 });
        var prompt = Enumerable.Range(0, 20).ToArray();
        var early = new List<(int Layer, byte[] Keys, byte[] Values)>();
        var batch = new Batch { Tokens = prompt, Sequences = [new(0, 0, 20, new[] { 3, 1 })], LogitRows = [] };
        backend.Forward(batch, [], layer => early.Add(Read(backend, layer)));
        Assert.Equal([0, 1, 2], early.Select(e => e.Layer));
        foreach (var (layer, keys, values) in early)
        {
            var (_, laterKeys, laterValues) = Read(backend, layer);
            Assert.Equal(laterKeys, keys);
            Assert.Equal(laterValues, values);
            Assert.Contains(keys, b => b != 0);
        }
    }

    private static (int Layer, byte[] Keys, byte[] Values) Read(SimdBackend backend, int layer)
    {
        var (keys, values) = (new byte[16 * backend.Kv.TokenBytes], new byte[16 * backend.Kv.TokenBytes]);
        backend.ReadKv(3, layer, 16, keys, values);
        return (layer, keys, values);
    }

    private static void Move(SimdBackend from, int fromBlock, SimdBackend to, int toBlock, int tokens)
    {
        var (keys, values) = (new byte[tokens * from.Kv.TokenBytes], new byte[tokens * from.Kv.TokenBytes]);
        for (var layer = 0; layer < from.Kv.Layers; layer++)
        {
            from.ReadKv(fromBlock, layer, tokens, keys, values);
            to.WriteKv(toBlock, layer, tokens, keys, values);
        }
    }

    private static InMemoryModel Model() =>
        new(InMemoryModel.Shape("llama", 3, 64, 4, 2, 16, 96, Vocab, RopePairing.Interleaved), TensorType.F32, 9);
}
