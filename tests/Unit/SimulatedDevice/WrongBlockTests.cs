using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simulated;
using Xunit;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>The simulated cache is a witness: what does not belong there is noticed, and never answered from.</summary>
public sealed class WrongBlockTests
{
    private const int Layers = 2;

    private readonly List<string> _said = [];
    private readonly int[] _tokens = [.. Enumerable.Range(3, 60)];

    [Fact]
    public void A_moved_cache_gives_the_same_logits()
    {
        using var from = Prefilled();
        using var to = SimulatedDevices.New(layers: Layers, damaged: _said.Add);
        Move(from, to, [0, 1, 2, 3], [9, 4, 30, 11]);
        Assert.Equal(Next(from, 0, 1, 2, 3), Next(to, 9, 4, 30, 11));
        Assert.Empty(_said);
    }

    [Theory, InlineData(new[] { 0, 2, 1, 3 }), InlineData(new[] { 1, 2, 3, 0 }), InlineData(new[] { 0, 1, 1, 3 }), InlineData(new[] { 0, 1, 2, 2 })]
    public void Blocks_in_a_wrong_order_are_noticed(int[] order)
    {
        using var device = Prefilled();
        Assert.All(Next(device, order), logit => Assert.True(float.IsNaN(logit.Logit)));
        Assert.Contains("KV block", _said[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_sequence_s_block_is_noticed()
    {
        using var device = Prefilled();
        Prefill(device, [.. _tokens.Reverse()], 10, 11, 12, 13);
        Assert.All(Next(device, 0, 1, 12, 3), logit => Assert.True(float.IsNaN(logit.Logit)));
    }

    [Fact]
    public void A_block_that_was_never_filled_is_noticed()
    {
        using var device = Prefilled();
        Assert.All(Next(device, 0, 1, 2, 20), logit => Assert.True(float.IsNaN(logit.Logit)));
    }

    [Fact]
    public void One_changed_byte_in_any_layer_of_a_block_that_came_is_noticed()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 50; round++)
        {
            using var from = Prefilled();
            using var to = SimulatedDevices.New(layers: Layers, damaged: _said.Add);
            var (layer, block, token, at) = (random.Next(Layers), random.Next(4), random.Next(12), random.Next(16));
            Move(from, to, [0, 1, 2, 3], [0, 1, 2, 3], (l, b, keys, values) =>
            {
                if (l == layer && b == block) (at < 8 ? keys : values)[token * to.Kv.TokenBytes + at % 8] ^= (byte)random.Next(1, 256);
            });
            Assert.All(Next(to, 0, 1, 2, 3), logit => Assert.True(float.IsNaN(logit.Logit), $"layer {layer}, block {block}, token {token}, byte {at}"));
        }
    }

    [Fact]
    public void What_was_once_wrong_stays_wrong()
    {
        using var device = Prefilled();
        // The chunk behind a wrong block has no logits; the next one does.
        device.Forward(new Batch { Tokens = [5, 6], Sequences = [new(0, 60, 2, new[] { 0, 2, 1, 3 })], LogitRows = [] }, [], null);
        var logits = new float[SimulatedDevices.Vocab];
        device.Forward(new Batch { Tokens = [7], Sequences = [new(0, 62, 1, new[] { 0, 2, 1, 3 })], LogitRows = [0] }, logits, null);
        Assert.Contains(logits, float.IsNaN);
    }

    private SimulatedBackend Prefilled()
    {
        var device = SimulatedDevices.New(layers: Layers, damaged: _said.Add);
        Prefill(device, _tokens, 0, 1, 2, 3);
        return device;
    }

    private static void Prefill(SimulatedBackend device, int[] tokens, params int[] blocks) =>
        device.Forward(new Batch { Tokens = tokens, Sequences = [new(0, 0, tokens.Length, blocks)], LogitRows = [] }, [], null);

    // The candidates behind the 61st token.
    private static Candidate[] Next(SimulatedBackend device, params int[] blocks)
    {
        var candidates = new Candidate[4];
        device.ForwardTop(new Batch { Tokens = [9], Sequences = [new(0, 60, 1, blocks)], LogitRows = [0] }, 4, candidates, null);
        return candidates;
    }

    private void Move(SimulatedBackend from, SimulatedBackend to, int[] source, int[] target, Action<int, int, byte[], byte[]>? harm = null)
    {
        for (var layer = 0; layer < Layers; layer++)
        {
            for (var i = 0; i < source.Length; i++)
            {
                var tokens = Math.Min(KvLayout.BlockSize, _tokens.Length - i * KvLayout.BlockSize);
                var (keys, values) = (new byte[tokens * from.Kv.TokenBytes], new byte[tokens * from.Kv.TokenBytes]);
                from.ReadKv(source[i], layer, tokens, keys, values);
                harm?.Invoke(layer, i, keys, values);
                to.WriteKv(target[i], layer, tokens, keys, values);
            }
        }
    }
}
