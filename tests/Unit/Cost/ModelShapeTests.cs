using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>What follows from a model's sizes, beside published figures and arithmetic by hand.</summary>
public sealed class ModelShapeTests
{
    [Theory]
    [InlineData("llama-3-8b", 8.030e9)]
    [InlineData("llama-3-70b", 70.554e9)]
    [InlineData("qwen3-32b", 32.762e9)]
    [InlineData("qwen3-235b-a22b", 235.094e9)]
    [InlineData("llama-2-7b", 6.738e9)]
    [InlineData("llama-2-70b", 68.977e9)]
    [InlineData("smollm2-135m", 134.515e6)]
    public void A_model_has_as_many_parameters_as_its_authors_say(string name, double published) =>
        Assert.Equal(1, Catalogue.Default.ModelNamed(name).Parameters / published, 0.0002);

    [Theory]
    [InlineData("llama-3-8b", 131_072)]
    [InlineData("llama-3-70b", 327_680)]
    [InlineData("qwen3-32b", 262_144)]
    [InlineData("llama-2-7b", 524_288)]
    public void A_token_leaves_its_keys_and_values_in_every_layer(string name, double bytes) => Assert.Equal(bytes, Catalogue.Default.ModelNamed(name).KvBytesPerToken);

    [Fact]
    public void Attention_of_a_pair_is_a_product_and_a_sum_for_score_and_value_in_each_head() =>
        Assert.Equal(4.0 * 4096 * 32, Catalogue.Default.ModelNamed("llama-3-8b").AttentionFlopPerPair);

    [Fact]
    public void A_token_costs_two_operations_per_weight_that_it_visits()
    {
        Assert.Equal(2.0 * 10 * (100 * 10 * 6 + 3 * 100 * 20), Toy.Shape.MatmulFlopPerToken);
        // 10 x attention, 2 dense blocks, 8 blocks with router, shared expert and 2 experts.
        Assert.Equal(2.0 * (10 * 6000 + 2 * 6000 + 8 * (800 + 1500 + 2 * 3000)), Toy.Mixture.MatmulFlopPerToken);
    }

    [Fact]
    public void The_mixture_of_experts_visits_22_of_its_235_billion_parameters() =>
        Assert.Equal(22e9, Catalogue.Default.ModelNamed("qwen3-235b-a22b") is var moe ? moe.MatmulFlopPerToken / 2 + 2 * moe.HeadWeights : 0, 0.3e9);

    [Fact]
    public void A_step_reads_every_matrix_of_a_dense_model_once_and_not_the_embedding()
    {
        Assert.Equal(2.0 * (10 * 12_000 + 5000), Toy.Shape.WeightBytesRead(1));
        Assert.Equal(Toy.Shape.WeightBytesRead(1), Toy.Shape.WeightBytesRead(1000));
        Assert.Equal(2.0 * 10 * 12_000, Toy.Shape.WeightBytesRead(1, logits: false));
    }

    [Fact]
    public void A_token_touches_its_own_experts_and_many_tokens_all_of_them()
    {
        Assert.Equal(2, Toy.Mixture.ExpertsTouched(1), 1e-12);
        Assert.Equal(8 * (1 - 0.75 * 0.75), Toy.Mixture.ExpertsTouched(2), 1e-12);
        Assert.Equal(8, Toy.Mixture.ExpertsTouched(1000), 1e-9);
        Assert.Equal(0, Toy.Shape.ExpertsTouched(5));
    }

    [Fact]
    public void The_expected_number_of_touched_experts_is_what_random_choices_touch()
    {
        var random = RandomSeed.New();
        const int rounds = 20_000, tokens = 5;
        var touched = 0;
        for (var round = 0; round < rounds; round++)
        {
            var seen = new HashSet<int>();
            // Two different experts for each token.
            for (var t = 0; t < tokens; t++) seen.UnionWith(Enumerable.Range(0, 8).OrderBy(_ => random.Next()).Take(2));
            touched += seen.Count;
        }
        Assert.Equal(Toy.Mixture.ExpertsTouched(tokens), (double)touched / rounds, 0.05);
    }

    [Fact]
    public void A_mixture_of_experts_reads_fewer_weights_the_fewer_its_tokens()
    {
        var moe = Catalogue.Default.ModelNamed("qwen3-235b-a22b");
        var all = moe.WeightBytesRead(1e6);
        Assert.InRange(moe.WeightBytesRead(1) / all, 0.08, 0.11);
        for (var n = 1; n < 300; n++) Assert.True(moe.WeightBytesRead(n) < moe.WeightBytesRead(n + 1));
        Assert.Equal(moe.WeightBytes - moe.BytesPerWeight * moe.HeadWeights, all, all * 1e-4);
    }
}
