using Orchestrator.Policies.Batching;
using Xunit;

namespace Orchestrator.Unit.Batching;

/// <summary>What holds for every plan, tried on thousands of random states.</summary>
public sealed class BatchPolicyPropertyTests
{
    private const int States = 5000;

    [Fact]
    public void A_step_never_computes_more_than_its_token_budget() =>
        ForEvery(RandomState.Wild, (state, plan) => Assert.True(plan.Chunks.Sum(c => c.Count) <= state.Options.TokenBudget));

    [Fact]
    public void A_step_never_takes_more_blocks_than_nobody_holds_and_never_one_that_it_shares() => ForEvery(RandomState.Wild, (state, plan) =>
        Assert.True(plan.Chunks.Sum(c => c.NewBlocks) <= state.AvailableFor(plan)));

    [Fact]
    public void Only_who_waited_shares_and_only_what_is_there_and_never_its_last_token() => ForEvery(RandomState.Wild, (state, plan) =>
    {
        foreach (var chunk in plan.Chunks.Where(c => c.Reused > 0))
        {
            Assert.False(state.Sequences[chunk.Sequence].Running);
            Assert.InRange(chunk.Reused, 1, state.Reusable[chunk.Sequence].Length);
            Assert.True(chunk.Reused * state.Options.BlockSize < state.Sequences[chunk.Sequence].Tokens);
        }
    });

    [Fact]
    public void Nobody_is_admitted_beyond_the_limit_of_running_sequences() => ForEvery(RandomState.Wild, (state, plan) =>
    {
        var before = state.Sequences.Count(s => s.Running);
        var admitted = plan.Chunks.Count(c => !state.Sequences[c.Sequence].Running);
        Assert.True(admitted == 0 || before - plan.Preempted.Count + admitted <= state.Options.MaxRunning);
    });

    [Fact]
    public void A_chunk_is_at_least_one_token_of_those_that_remain_and_has_blocks_for_them() => ForEvery(RandomState.Wild, (state, plan) =>
    {
        foreach (var chunk in plan.Chunks)
        {
            var sequence = state.Sequences[chunk.Sequence];
            var computed = sequence.Running ? sequence.Computed : chunk.Reused * state.Options.BlockSize;
            Assert.InRange(chunk.Count, 1, sequence.Tokens - computed);
            Assert.True(sequence.Blocks.Count + chunk.Reused + chunk.NewBlocks >= state.Options.BlocksFor(computed + chunk.Count));
        }
    });

    [Fact]
    public void A_sequence_is_planned_once_or_preempted_once_and_never_both() => ForEvery(RandomState.Wild, (_, plan) =>
    {
        var named = plan.Chunks.Select(c => c.Sequence).Concat(plan.Preempted).ToList();
        Assert.Equal(named.Count, named.Distinct().Count());
    });

    [Fact]
    public void Only_running_sequences_that_are_not_pinned_are_preempted() => ForEvery(RandomState.Wild, (state, plan) =>
        Assert.All(plan.Preempted, i => Assert.True(state.Sequences[i] is { Running: true, Pinned: false })));

    [Fact]
    public void Decodes_come_first() => ForEvery(RandomState.Wild, (state, plan) =>
    {
        var kinds = plan.Chunks.Select(c => state.Sequences[c.Sequence] switch { { Running: true, Remaining: 1 } => 0, { Running: true } => 1, _ => 2 }).ToList();
        Assert.Equal(kinds.Order(), kinds);
    });

    [Fact]
    public void A_step_that_preempts_admits_nobody() => ForEvery(RandomState.Wild, (state, plan) =>
        Assert.True(plan.Preempted.Count == 0 || plan.Chunks.All(c => state.Sequences[c.Sequence].Running)));

    [Fact]
    public void Nobody_who_waits_is_overtaken_by_another_but_who_waits_for_a_block_in_the_making() => ForEvery(RandomState.Wild, (state, plan) =>
    {
        var admitted = plan.Chunks.Select(c => c.Sequence).Where(i => !state.Sequences[i].Running).ToList();
        var overtaken = state.InOrderOfService().Where(i => !state.Sequences[i].Running).TakeWhile(i => admitted.Count == 0 || i != admitted[^1]).Except(admitted);
        Assert.All(admitted.Count == 0 ? [] : overtaken, i => Assert.Contains(plan.Chunks, chunk => IsMaking(state, chunk, i)));
    });

    [Fact]
    public void Whoever_finds_the_engine_idle_begins_at_once() => ForEvery(RandomState.Wild, (state, _) =>
    {
        if (state.Sequences.Length == 0) return;
        // Nobody runs, and all blocks that anybody could want are there.
        var idle = state with { Sequences = [.. state.Sequences.Select(s => s with { Running = false, Computed = 0, Blocks = [], Pinned = false })], Available = 10_000, References = new int[state.References.Length] };
        Assert.NotEmpty(idle.Plan().Chunks);
    });

    [Fact]
    public void The_order_of_the_list_does_not_matter() => ForEvery(RandomState.Wild, (state, plan) =>
    {
        var reversed = state.Reversed().Plan();
        var last = state.Sequences.Length - 1;
        Assert.Equal(plan.Chunks, reversed.Chunks.Select(c => c with { Sequence = last - c.Sequence }));
        Assert.Equal(plan.Preempted, reversed.Preempted.Select(i => last - i));
    });

    [Fact]
    public void The_youngest_of_the_lowest_priority_are_preempted_and_nobody_ahead_of_them() => ForEvery(RandomState.Reachable, (state, plan) =>
    {
        var canGive = state.InOrderOfService().Where(i => state.Sequences[i] is { Running: true, Pinned: false }).Reverse().ToList();
        Assert.Equal(canGive.Take(plan.Preempted.Count), plan.Preempted);
    });

    [Fact]
    public void The_oldest_of_the_highest_priority_is_never_preempted_while_another_can_be() => ForEvery(RandomState.Reachable, (state, plan) =>
    {
        var canGive = state.InOrderOfService().Where(i => state.Sequences[i] is { Running: true, Pinned: false }).ToList();
        // Others whose blocks it holds too, or a pinned one, can give nothing.
        if (state.AvailableFor(Preempting(canGive.Skip(1))) > state.Available) Assert.DoesNotContain(canGive[0], plan.Preempted);
    });

    [Fact]
    public void Every_answer_that_runs_gets_its_token_unless_blocks_run_out() => ForEvery(RandomState.Reachable, (state, plan) =>
    {
        var decodes = Enumerable.Range(0, state.Sequences.Length).Where(i => state.Sequences[i] is { Running: true, Remaining: 1 });
        Assert.All(decodes, i => Assert.True(plan.Preempted.Contains(i) || plan.Chunks.Any(c => c.Sequence == i)));
    });

    [Fact]
    public void Whoever_is_preempted_made_room_for_someone() => ForEvery(RandomState.Reachable, (state, plan) =>
    {
        // The last to give way may be the one that asked; and one whose blocks others hold too frees none.
        if (state.AvailableFor(Preempting(plan.Preempted.SkipLast(1))) > state.Available) Assert.True(plan.Chunks.Sum(c => c.NewBlocks) > state.Available);
    });

    private static BatchPlan Preempting(IEnumerable<int> sequences) => BatchPlan.Empty with { Preempted = [.. sequences] };

    // Whether a planned sequence computes the very next block that a waiting one could use.
    private static bool IsMaking(RandomState state, PlannedChunk chunk, int waiting)
    {
        var (maker, waits) = (state.Sequences[chunk.Sequence], state.Sequences[waiting]);
        var next = state.Reusable[waiting].Length;
        var computed = maker.Running ? maker.Computed : chunk.Reused * state.Options.BlockSize;
        return next < waits.Chain.Count && next < maker.Chain.Count && waits.Chain[next] == maker.Chain[next]
            && computed < (next + 1) * state.Options.BlockSize && (next + 1) * state.Options.BlockSize < waits.Tokens;
    }

    private static void ForEvery(Func<Random, RandomState> next, Action<RandomState, BatchPlan> check)
    {
        var random = new Random(RandomSeed.Next());
        for (var i = 0; i < States; i++)
        {
            var state = next(random);
            var plan = state.Plan();
            try
            {
                check(state, plan);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                Assert.Fail($"state {i}: {state}\nchunks {string.Join(", ", plan.Chunks)}\npreempted {string.Join(", ", plan.Preempted)}\n{e.Message}");
            }
        }
    }
}
