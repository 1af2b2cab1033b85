using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Generation;

public sealed class TokenOrderTests
{
    private static readonly WorkerLife s_life = new(new WorkerId("w"), Guid.NewGuid());

    [Fact]
    public void Any_order_and_any_repetition_come_out_in_order_each_once()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 200; round++)
        {
            var length = random.Next(1, 60);
            var indexes = Enumerable.Range(0, length).Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(length))).ToArray();
            random.Shuffle(indexes);
            var order = new TokenOrder(length);
            var came = indexes.SelectMany(i => Take(ref order, i)).ToList();
            Assert.Equal(Enumerable.Range(0, length), came);
            Assert.Equal(length, order.Count);
        }
    }

    [Fact]
    public void The_first_token_may_be_the_last_to_come_however_long_the_answer()
    {
        var order = new TokenOrder(5000);
        for (var i = 1; i < 5000; i++) Assert.Empty(Take(ref order, i));
        Assert.Equal(5000, Take(ref order, 0).Length);
    }

    [Fact]
    public void What_waits_is_forgotten_with_its_attempt()
    {
        var order = new TokenOrder(10);
        Assert.Single(Take(ref order, 0));
        Assert.Empty(Take(ref order, 2));
        order = order.ForgetAhead();
        Assert.Single(Take(ref order, 1));
        Assert.Single(Take(ref order, 2));
    }

    [Fact]
    public void Indexes_beyond_the_answer_are_nonsense_and_take_no_memory()
    {
        var order = new TokenOrder(3);
        foreach (var index in new[] { 3, 4, 1_000_000, int.MaxValue, -1, int.MinValue }) Assert.Empty(Take(ref order, index));
        Assert.Equal(3, new[] { 2, 1, 0 }.Sum(i => Take(ref order, i).Length));
    }

    // The indexes that can go out now.
    private static int[] Take(ref TokenOrder order, int index)
    {
        (order, var ready) = order.Take(new WorkerEvent.Token(s_life, Works.NewKey(), index, unchecked(100 + index), null));
        Assert.All(ready, token => Assert.Equal(100 + token.Index, token.Id));
        return [.. ready.Select(t => t.Index)];
    }
}
