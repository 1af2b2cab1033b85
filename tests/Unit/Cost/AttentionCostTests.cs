using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>Attention of one layer, beside arithmetic by hand. Toy: 2 heads of 10 that share one KV head, 4 compute units, 1 MFLOP/s, 1 MB/s.</summary>
public sealed class AttentionCostTests
{
    [Fact]
    public void Without_tiles_prefill_is_flop_over_rate_and_decode_bytes_over_bandwidth()
    {
        var cost = Cost(Toy.Rates);
        Assert.Equal(5050 * 4 * 2 * 10 / 1e6, cost.Layer(StepWork.Prefill(100)), 1e-12);
        Assert.Equal(300 * 2 * 10 * 2 / 1e6, cost.Layer(StepWork.Decode(3, 300)), 1e-12);
        Assert.Equal(cost.Layer(StepWork.Prefill(100)) + cost.Layer(StepWork.Decode(3, 300)), cost.Layer(StepWork.Prefill(100) + StepWork.Decode(3, 300)), 1e-12);
    }

    [Fact]
    public void Starts_count_once_for_each_kernel_and_each_head_of_a_decoding_sequence()
    {
        var cost = Cost(Toy.Rates with { PrefillSeconds = 1, DecodeSeconds = 10, HeadSeconds = 0.5 });
        Assert.Equal(1, cost.Layer(new StepWork(1, 0, 0, 0, 0)), 1e-12);
        Assert.Equal(10 + 3 * 0.5, cost.Layer(StepWork.Decode(3, 0)), 1e-12);
        Assert.Equal(11 + 3 * 0.5, cost.Layer(new StepWork(1, 0, 3, 0, 0)), 1e-12);
        Assert.Equal(0, cost.Layer(default));
    }

    // A tile's key: 4 x 16 rows x 10 on a quarter of 1 MFLOP/s.
    private const double Key = 4 * 16 * 10 * 4 / 1e6;

    [Theory]
    [InlineData(16, 1)]
    [InlineData(32, 1)]
    [InlineData(33, 2)]
    [InlineData(64, 2)]
    [InlineData(65, 3)]
    public void Prefill_takes_whole_waves_of_tiles(int tokens, int waves)
    {
        // After 10,000 cached tokens all tiles are about as long: one tile per 16 tokens and head, four at a time.
        var mean = 10_000 + (tokens + 1) / 2.0;
        Assert.Equal(Math.Max(waves * mean, 10_000 + tokens) * Key, Cost(Toy.Tiles).Layer(StepWork.Prefill(tokens, 10_000)), 1e-9);
    }

    [Fact]
    public void A_tile_takes_as_long_with_one_row_as_with_all() =>
        Assert.Equal(Cost(Toy.Tiles).Layer(new StepWork(1, 500, 0, 0, 0)), Cost(Toy.Tiles).Layer(new StepWork(16, 16 * 500 - 120, 0, 0, 0)), 1e-9);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    public void Unsplit_decode_takes_whole_waves_too(int sequences, int waves) =>
        Assert.Equal(waves * (0.25 + 100 * Key), Cost(Toy.Tiles with { TileSeconds = 0.25 }).Layer(StepWork.Decode(sequences, 100 * sequences)), 1e-9);

    [Fact]
    public void A_mixed_kernel_is_all_tiles_over_all_units_and_the_tail_of_the_longest()
    {
        var spec = Toy.Tiles with { Tail = 0.5, EmptyTileSeconds = 0.001 };
        // Prefill: 2 tiles x 2 heads of 1,000 to 1,032 keys. Decode: 3 sequences x 2 heads of 200 keys, and as many empty tiles.
        var work = new StepWork(32, 32 * 1000, 0, 0, 0) + StepWork.Decode(3, 600);
        var expected = (4 * 1000 * Key + 6 * 200 * Key + 6 * 0.001) / 4 + 0.5 * (1000 + 15.5) * Key;
        Assert.Equal(expected, Cost(spec).Layer(work), 1e-9);
    }

    [Fact]
    public void Keys_that_outgrow_the_cache_are_read_by_each_query_head()
    {
        // 2 x 10 x 2 bytes a token: 40,000 tokens of two heads that share keys and have drifted apart entirely.
        var slow = Toy.With(Toy.Tiles with { Drift = 100 }) with { MemoryBandwidth = 1000, Bf16Flops = 1e12 };
        Assert.Equal(40_000 * 40 / 1000.0, new AttentionCost(Toy.Shape, slow, ParallelPlan.One, slow.Kernels.Attention).Layer(StepWork.Decode(4, 40_000)), 1e-6);
        var small = slow with { CacheBytes = 800_000 };
        // Half of the keys are in the cache when the second head comes.
        Assert.Equal(1.5 * 40_000 * 40 / 1000.0, new AttentionCost(Toy.Shape, small, ParallelPlan.One, slow.Kernels.Attention).Layer(StepWork.Decode(4, 40_000)), 1e-6);
    }

    [Fact]
    public void More_of_anything_never_takes_less()
    {
        var random = RandomSeed.New();
        var shape = Catalogue.Default.ModelNamed("llama-3-8b");
        foreach (var hardware in Catalogue.Default.Hardware)
        {
            var cost = new AttentionCost(shape, hardware, ParallelPlan.One, hardware.Kernels.Attention);
            for (var i = 0; i < 2000; i++)
            {
                var (tokens, before, sequences, context) = (random.Next(1, 2048), random.Next(0, 20_000), random.Next(1, 256), random.Next(1, 16_384));
                var prefill = cost.Layer(StepWork.Prefill(tokens, before));
                Assert.True(prefill <= cost.Layer(StepWork.Prefill(tokens, before + random.Next(1, 1000))));
                Assert.True(prefill <= cost.Layer(StepWork.Prefill(tokens + random.Next(1, 100), before)));
                var decode = StepWork.Decode(sequences, (double)sequences * context);
                Assert.True(cost.Layer(decode) <= cost.Layer(decode with { DecodeContext = decode.DecodeContext * 1.1 }));
                Assert.True(prefill <= cost.Layer(StepWork.Prefill(tokens, before) + decode));
            }
        }
    }

    private static AttentionCost Cost(AttentionSpec spec) => new(Toy.Shape, Toy.With(spec), ParallelPlan.One, spec);
}
