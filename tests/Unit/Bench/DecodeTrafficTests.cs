using Orchestrator.Bench.Engine;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>The bytes of a decode step against sums made by hand.</summary>
public sealed class DecodeTrafficTests
{
    [Fact]
    public void Weights_are_all_matrices_and_the_output()
    {
        // llama-f32: 3 layers of q, k, v, o [64, 64] and gate, up, down [160, 64]; output [416, 64]; 4 bytes each.
        const long layer = 4 * 64 * 64 + 3 * 160 * 64;
        Assert.Equal(4 * (3 * layer + 416 * 64), DecodeTraffic.WeightBytes(new ModelWeights(TinyModel.Open("llama-f32"))));
    }

    [Fact]
    public void Keys_and_values_are_those_of_each_steps_own_token_and_all_before_it()
    {
        var kv = new KvLayout(Layers: 2, KvHeads: 3, HeadDim: 8, KvElement.BF16, Blocks: 1);
        // Tokens at positions 5, 6 and 7 read 6, 7 and 8 tokens: 7 on average, of 2 x 2 layers x 3 x 8 x 2 bytes.
        Assert.Equal(4 * 7 * 2 * 2 * 48, DecodeTraffic.KvBytes(kv, sequences: 4, firstPosition: 5, steps: 3));
    }
}
