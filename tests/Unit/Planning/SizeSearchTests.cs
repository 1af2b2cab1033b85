using Orchestrator.Simulator.Planning;
using Xunit;

namespace Orchestrator.Unit.Planning;

public sealed class SizeSearchTests
{
    [Fact]
    public void The_smallest_size_that_holds_is_found_from_any_guess()
    {
        for (var smallest = 1; smallest <= 40; smallest++)
            for (var guess = 1; guess <= 50; guess += 7)
                Assert.Equal(smallest, SizeSearch.Find(size => size >= smallest, guess, 1, 50));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_holds()
    {
        Assert.Null(SizeSearch.Find(_ => false, 3, 1, 100));
        Assert.Null(SizeSearch.Find(size => size > 100, 200, 1, 100));
    }

    [Fact]
    public void Sizes_out_of_bounds_are_never_tried()
    {
        for (var guess = 1; guess < 20; guess++) Assert.Equal(6, SizeSearch.Find(size => size is >= 4 and <= 9 ? size >= 6 : throw new InvalidOperationException($"{size} is tried"), guess, 4, 9));
    }

    [Fact]
    public void No_size_is_tried_twice_and_few_are_tried()
    {
        for (var smallest = 1; smallest <= 1000; smallest += 37)
        {
            var tried = new HashSet<int>();
            SizeSearch.Find(size => tried.Add(size) ? size >= smallest : throw new InvalidOperationException($"{size} is tried twice"), smallest * 3 / 4 + 1, 1, 2000);
            Assert.InRange(tried.Count, 1, 20);
        }
    }

    [Fact]
    public void Where_larger_ones_may_fail_the_next_smaller_one_of_what_is_found_does()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 200; round++)
        {
            var holds = Enumerable.Range(0, 61).Select(size => random.Next(60) < size).ToArray();
            if (SizeSearch.Find(size => holds[size], random.Next(1, 60), 1, 60) is not { } found) continue;
            Assert.True(holds[found] && (found == 1 || !holds[found - 1]));
        }
    }
}
