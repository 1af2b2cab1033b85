using Orchestrator.Contracts.Constraints;
using Orchestrator.Workers.Constraints;
using Xunit;
using Reason = Orchestrator.Contracts.Protocol.Refused.Types.Reason;

namespace Orchestrator.Unit.Constraints;

/// <summary>What a worker keeps, what makes room, and what it says of the others.</summary>
public sealed class AutomatonCacheTests
{
    private const int Vocab = 50;

    private static readonly TokenAutomaton[] s_automata = [.. Enumerable.Range(0, 5).Select(i => NaiveAutomaton.Of(Vocab, [i, 7, 8]).Compile())];
    private static readonly long s_each = new LoadedAutomaton(s_automata[0], Vocab).Bytes;

    [Fact]
    public void The_least_recently_used_makes_room()
    {
        var cache = new AutomatonCache(3 * s_each, Vocab);
        foreach (var i in new[] { 0, 1, 2 }) cache.Offer(s_automata[i]);
        Assert.NotNull(cache.Find(s_automata[0].Address));
        cache.Offer(s_automata[3]);
        // Offered again is used again.
        cache.Offer(s_automata[2]);
        cache.Offer(s_automata[4]);
        Assert.Equal([2, 3, 4], Enumerable.Range(0, 5).Where(i => cache.Find(s_automata[i].Address) is not null));
        Assert.Equal((3, 3 * s_each), (cache.Count, cache.Bytes));
        Assert.Equal(Reason.UnknownAutomaton, cache.WhyNot(s_automata[1].Address).Reason);
    }

    [Fact]
    public void What_a_sequence_uses_stays_and_the_newcomer_is_told_once_to_go_elsewhere()
    {
        var cache = new AutomatonCache(2 * s_each, Vocab);
        cache.Offer(s_automata[0]);
        cache.Offer(s_automata[1]);
        cache.Find(s_automata[0].Address)!.Users++;
        cache.Offer(s_automata[2]);
        Assert.NotNull(cache.Find(s_automata[0].Address));
        Assert.Null(cache.Find(s_automata[1].Address));
        cache.Find(s_automata[2].Address)!.Users++;
        cache.Offer(s_automata[3]);
        Assert.Equal((Reason.Busy, $"an automaton of {s_each} bytes; running answers use {2 * s_each} of {2 * s_each}"), cache.WhyNot(s_automata[3].Address));
        Assert.Equal(Reason.UnknownAutomaton, cache.WhyNot(s_automata[3].Address).Reason);
        cache.Find(s_automata[0].Address)!.Users--;
        cache.Offer(s_automata[3]);
        Assert.NotNull(cache.Find(s_automata[3].Address));
        Assert.Null(cache.Find(s_automata[0].Address));
    }

    [Fact]
    public void What_can_never_be_kept_is_invalid()
    {
        var cache = new AutomatonCache(s_each - 1, Vocab);
        cache.Offer(s_automata[0]);
        Assert.Equal((Reason.Invalid, $"an automaton of {s_each} bytes with its masks; this worker keeps {s_each - 1}"), cache.WhyNot(s_automata[0].Address));
        cache = new AutomatonCache(1 << 20, Vocab - 1);
        cache.Offer(s_automata[0]);
        Assert.Equal((Reason.Invalid, "an automaton of 50 tokens; the model has 49"), cache.WhyNot(s_automata[0].Address));
        cache.TurnAway(s_automata[1].Address, Reason.Invalid, "so");
        Assert.Equal((Reason.Invalid, "so"), cache.WhyNot(s_automata[1].Address));
        Assert.Equal((0, 0L), (cache.Count, cache.Bytes));
    }

    [Fact]
    public void It_never_passes_its_capacity_whatever_comes()
    {
        var random = RandomSeed.New();
        var cache = new AutomatonCache(20_000, 200);
        var pool = Enumerable.Range(0, 40).Select(_ => NaiveAutomaton.Random(random, random.Next(1, 201), mostStates: 30).Compile()).ToList();
        var used = new List<LoadedAutomaton>();
        for (var i = 0; i < 5000; i++)
        {
            cache.Offer(pool[random.Next(pool.Count)]);
            if (random.Next(3) == 0 && cache.Find(pool[random.Next(pool.Count)].Address) is { } found)
            {
                found.Users++;
                used.Add(found);
            }
            if (used.Count > 0 && random.Next(3) == 0)
            {
                var done = used[random.Next(used.Count)];
                done.Users--;
                used.Remove(done);
            }
            Assert.InRange(cache.Bytes, 0, 20_000);
            foreach (var held in used) Assert.Same(held, cache.Find(held.Automaton.Address));
        }
        foreach (var held in used.ToList()) held.Users--;
        Assert.True(cache.Count > 2);
    }
}
