using Orchestrator.Contracts.KvCache;
using Orchestrator.Policies.Routing;
using Xunit;
using static Orchestrator.Unit.Routing.Fleet;

namespace Orchestrator.Unit.Routing;

/// <summary>A burst of prompts that begin alike lands together before the index knows anything.</summary>
public sealed class SiblingsTests
{
    private static readonly TimeSpan s_life = TimeSpan.FromSeconds(3);

    [Fact]
    public void A_prompt_that_comes_again_is_found_whole()
    {
        for (var blocks = 1; blocks < 300; blocks++)
        {
            var siblings = new Siblings(s_life, 1000);
            siblings.Add(Marks(blocks, 0), blocks, Life("w"), TimeSpan.Zero);
            Assert.Equal([new KvOverlap(Life("w"), blocks, 0)], Find(siblings, blocks, 0));
        }
    }

    [Fact]
    public void Of_a_common_beginning_at_least_four_fifths_are_found_and_never_more_than_there_is()
    {
        for (var common = 1; common < 300; common++)
        {
            var siblings = new Siblings(s_life, 1000);
            siblings.Add(Marks(400, common), 400, Life("w"), TimeSpan.Zero);
            var found = Assert.Single(Find(siblings, 350, common, other: true));
            Assert.InRange(found.Blocks, Math.Ceiling(common * 0.8), common);
        }
    }

    [Fact]
    public void A_prompt_that_goes_on_where_another_ended_finds_all_of_it()
    {
        for (var ended = 1; ended < 300; ended++)
        {
            var siblings = new Siblings(s_life, 1000);
            siblings.Add(Marks(ended, 0), ended, Life("w"), TimeSpan.Zero);
            Assert.Equal([new KvOverlap(Life("w"), ended, 0)], Find(siblings, ended + 64, 0));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 10)]
    [InlineData(100, 81)]
    [InlineData(6250, 111)]
    public void Landmarks_hardly_grow_in_number_with_the_prompt(int blocks, int landmarks) => Assert.Equal(landmarks, BlockNames.Count(Marks(blocks, 0)));

    [Fact]
    public void The_two_newest_workers_are_found_each_with_the_longest_common_beginning()
    {
        var siblings = new Siblings(s_life, 1000);
        siblings.Add(Marks(8, 0), 8, Life("first"), TimeSpan.Zero);
        siblings.Add(Marks(8, 0), 8, Life("long"), TimeSpan.Zero);
        siblings.Add(Marks(4, 0), 4, Life("short"), TimeSpan.Zero);
        Assert.Equal(["long 8", "first 8"], Find(siblings, 8, 0).Select(f => $"{f.Life.Worker} {f.Blocks}"));
        Assert.Equal(["short 4", "long 4"], Find(siblings, 5, 4, other: true).Select(f => $"{f.Life.Worker} {f.Blocks}"));
    }

    [Fact]
    public void An_entry_lapses_unless_it_is_renewed()
    {
        var siblings = new Siblings(s_life, 1000);
        siblings.Add(Marks(8, 0), 8, Life("w"), TimeSpan.Zero);
        siblings.Add(Marks(4, 0), 4, Life("w"), TimeSpan.FromSeconds(2));
        Assert.Equal(4, Assert.Single(Find(siblings, 8, 0, at: 3.5)).Blocks);
        Assert.Empty(Find(siblings, 8, 0, at: 5.5));
        Assert.Equal(0, siblings.Count);
    }

    [Fact]
    public void A_worker_that_gets_no_more_of_them_is_forgotten_while_another_still_does()
    {
        var siblings = new Siblings(s_life, 1000);
        siblings.Add(Marks(4, 0), 4, Life("once"), TimeSpan.Zero);
        for (var second = 1; second < 5; second++) siblings.Add(Marks(4, 0), 4, Life("again"), TimeSpan.FromSeconds(second));
        Assert.Equal("again", Assert.Single(Find(siblings, 4, 0, at: 4)).Life.Worker.Value);
    }

    [Fact]
    public void Beyond_its_limit_it_forgets_the_oldest()
    {
        var siblings = new Siblings(s_life, 16);
        for (var i = 0; i < 100; i++) siblings.Add(Marks(4, 0, seed: i), 4, Life("w"), TimeSpan.Zero);
        Assert.InRange(siblings.Count, 1, 20);
        Assert.NotEmpty(Find(siblings, 4, 0, seed: 99));
        Assert.Empty(Find(siblings, 4, 0, seed: 0));
    }

    [Fact]
    public void Prompts_without_a_full_block_are_nobodys_siblings()
    {
        var siblings = new Siblings(s_life, 16);
        siblings.Add(Landmarks.Of([]), 0, Life("w"), TimeSpan.Zero);
        Assert.Empty(Find(siblings, 0, 0));
    }

    private static byte[] Marks(int blocks, int common, bool other = false, int seed = 0) =>
        Landmarks.Of(BlockNames.Pack([.. Enumerable.Range(0, blocks).Select(i => (ulong)(i + 1 + 1000 * seed + (i >= common && other ? 500_000 : 0)))]));

    private static KvOverlap[] Find(Siblings siblings, int blocks, int common, bool other = false, double at = 0, int seed = 0)
    {
        var found = new KvOverlap[2];
        return found[..siblings.Find(Marks(blocks, common, other, seed), TimeSpan.FromSeconds(at), found)];
    }
}
