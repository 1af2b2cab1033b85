using Orchestrator.Workers.Constraints;
using Xunit;

namespace Orchestrator.Unit.Constraints;

/// <summary>One answer's way through its automaton: masks, ends and tokens that are there already.</summary>
public sealed class ConstraintTests
{
    private const int Vocab = 70;

    [Fact]
    public void The_allowed_tokens_are_those_of_the_drawn_automaton_and_the_ends_where_it_may_end()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 200; round++)
        {
            var vocab = random.Next(1, 150);
            var naive = NaiveAutomaton.Random(random, random.Next(1, vocab + 1));
            var ends = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(vocab)).ToArray();
            var constraint = new Constraint(new LoadedAutomaton(naive.Compile(), vocab), ends);
            var state = 0;
            for (var i = 0; i < 30; i++)
            {
                var expected = naive.Allowed(state).Except(ends).Concat(naive.MayEnd(state) ? ends : []).ToHashSet();
                Assert.Equal(expected.Order(), Allowed(constraint, vocab));
                var ways = naive.Allowed(state).Except(ends).ToArray();
                Assert.Equal(ways.Length == 0, constraint.IsComplete);
                foreach (var forbidden in Enumerable.Range(0, naive.Vocab).Except(ways).Take(3)) Assert.False(constraint.TryAdvance(forbidden));
                if (ways.Length == 0) break;
                var token = ways[random.Next(ways.Length)];
                Assert.True(constraint.TryAdvance(token));
                state = naive.Step(state, token)!.Value;
            }
        }
    }

    [Fact]
    public void Replayed_tokens_lead_to_the_same_state_and_the_first_misfit_is_named()
    {
        var naive = NaiveAutomaton.Of(Vocab, [3, 4, 5], [3, 9]);
        Constraint New() => new(new LoadedAutomaton(naive.Compile(), Vocab), [2]);
        var (stepped, replayed) = (New(), New());
        Assert.True(stepped.TryAdvance(3) && stepped.TryAdvance(4));
        Assert.Null(replayed.Replay([3, 4]));
        Assert.Equal(stepped.State, replayed.State);
        Assert.Equal($"token 5 at place 1 of the answer does not fit its automaton in state 1", New().Replay([3, 5]));
        Assert.Contains("token 3 at place 3", New().Replay([3, 4, 5, 3]));
        Assert.Contains("token 2 at place 2", New().Replay([3, 9, 2]));
        Assert.Contains("token 69 at place 0", New().Replay([69]));
    }

    [Fact]
    public void Where_only_an_end_token_could_follow_the_answer_is_complete()
    {
        // 4 is an ordinary token of the automaton, but this request ends with it.
        var naive = NaiveAutomaton.Of(Vocab, [3, 4, 5]);
        var constraint = new Constraint(new LoadedAutomaton(naive.Compile(), Vocab), [4, 4, 60]);
        Assert.False(constraint.IsComplete);
        Assert.True(constraint.TryAdvance(3));
        Assert.True(constraint.IsComplete);
        Assert.Empty(Allowed(constraint, Vocab));
    }

    [Fact]
    public void More_states_than_places_for_masks_only_cost_time()
    {
        // A mask of 40 Mi tokens has 5 MiB, more than all masks may: every state shares one place.
        const int vocab = 8 << 20;
        var loaded = new LoadedAutomaton(NaiveAutomaton.Of(40, [3, 4, 5, 6, 7]).Compile(), 5 * vocab);
        for (var round = 0; round < 2; round++)
            for (var state = 0; state < 5; state++) Assert.Equal(1u << (3 + state), loaded.Mask(state)[0]);
        Assert.True(loaded.Bytes < 6 << 20, $"{loaded.Bytes}");
    }

    private static int[] Allowed(Constraint constraint, int vocab)
    {
        var allowed = new uint[LoadedAutomaton.Words(vocab)];
        Array.Fill(allowed, 0xDEADBEEF);
        constraint.Allow(allowed);
        Assert.All(Enumerable.Range(vocab, allowed.Length * 32 - vocab), t => Assert.Equal(0u, allowed[t >> 5] >> t & 1));
        return [.. Enumerable.Range(0, vocab).Where(t => (allowed[t >> 5] >> t & 1) != 0)];
    }
}
