using Orchestrator.Policies.Batching;
using Xunit;

namespace Orchestrator.Unit.Batching;

/// <summary>What a plan does with blocks that are there already, or about to be; single steps, written out.</summary>
public sealed class PrefixSharingTests
{
    private static readonly BatchOptions s_options = new(TokenBudget: 16, MaxRunning: 4, BlockSize: 4);

    [Fact]
    public void Cached_blocks_are_shared_and_only_the_rest_is_computed()
    {
        var plan = Plan([Waiting(10, [1, 2])], available: 5, references: [0, 0], [0, 1]);
        Assert.Equal([new PlannedChunk(0, 2, 1, Reused: 2)], plan.Chunks);
    }

    [Fact]
    public void The_last_token_is_computed_even_when_all_are_cached()
    {
        var plan = Plan([Waiting(8, [1, 2])], available: 5, references: [0, 0], [0, 1]);
        Assert.Equal([new PlannedChunk(0, 4, 1, Reused: 1)], plan.Chunks);
    }

    [Fact]
    public void A_cached_block_that_is_reused_is_not_taken_for_a_new_one()
    {
        // Three blocks that nobody holds, two of them its own first ones: one is left for ten tokens and one to come.
        Assert.False(Plan([Waiting(10, [1, 2])], available: 3, references: [0, 0], [0, 1]).IsEmpty);
        Assert.True(Plan([Waiting(10, [1, 2])], available: 2, references: [0, 0], [0, 1]).IsEmpty);
    }

    [Fact]
    public void Blocks_that_others_hold_cost_nothing()
    {
        var plan = Plan([Waiting(10, [1, 2])], available: 1, references: [1, 2], [0, 1]);
        Assert.Equal([new PlannedChunk(0, 2, 1, Reused: 2)], plan.Chunks);
    }

    [Fact]
    public void Two_that_come_together_count_the_blocks_they_share_once()
    {
        var plan = Plan([Waiting(10, [1, 2]), Waiting(11, [1, 2], arrival: 1)], available: 4, references: [0, 0], [0, 1], [0, 1]);
        Assert.Equal([new PlannedChunk(0, 2, 1, Reused: 2), new PlannedChunk(1, 3, 1, Reused: 2)], plan.Chunks);
    }

    [Fact]
    public void A_second_choice_waits_while_the_first_computes_their_prompt()
    {
        SequenceView[] twins = [Waiting(10, [1, 2]), Waiting(10, [1, 2], arrival: 1)];
        Assert.Equal([new PlannedChunk(0, 10, 3)], Plan(twins, available: 20, references: [], [], []).Chunks);
        // One step later its two full blocks are known.
        twins[0] = Running(11, 10, [0, 1, 2], [1, 2]);
        Assert.Equal([new PlannedChunk(0, 1, 0), new PlannedChunk(1, 2, 1, Reused: 2)], Plan(twins, available: 17, references: [1, 1, 1], [], [0, 1]).Chunks);
    }

    [Fact]
    public void Others_pass_whoever_waits_for_a_block_in_the_making_but_do_not_take_its_room()
    {
        SequenceView[] sequences = [Running(8, 2, [0, 1], [1, 2]), Waiting(14, [1, 7, 8], arrival: 1), Waiting(3, [], arrival: 2)];
        // The waiting one will share a block and needs three of its own; one more is needed by who passes.
        Assert.Equal([0, 2], Plan(sequences, available: 4, references: [1, 1], [], [], []).Chunks.Select(c => c.Sequence));
        Assert.Equal([0], Plan(sequences, available: 3, references: [1, 1], [], [], []).Chunks.Select(c => c.Sequence));
    }

    [Fact]
    public void Nobody_waits_for_a_sequence_that_this_step_does_not_move()
    {
        SequenceView[] sequences = [Running(30, 2, [0, 1, 2, 3, 4, 5, 6, 7], []), Running(14, 2, [8, 9, 10, 11], [1, 2, 3], arrival: 1), Waiting(14, [1, 2, 3], arrival: 2)];
        Assert.Equal([new PlannedChunk(0, 16, 0)], Plan(sequences, available: 9, references: [.. Enumerable.Repeat(1, 12)], [], [], []).Chunks);
        // The one that computes the same blocks is gone: it begins itself.
        Assert.Equal([new PlannedChunk(0, 14, 4)], Plan(sequences[2..], available: 9, references: [], reusable: [[]]).Chunks);
    }

    [Fact]
    public void Nobody_waits_for_a_block_that_is_computed_and_still_unknown()
    {
        // A copy that its sequence does not share: waiting for it would never end.
        SequenceView[] sequences = [Running(14, 9, [0, 1, 2, 3], [1, 2, 3]), Waiting(14, [1, 2, 3], arrival: 1)];
        Assert.Equal([0, 1], Plan(sequences, available: 9, references: [1, 1, 1, 1], [], []).Chunks.Select(c => c.Sequence));
    }

    [Fact]
    public void Nobody_waits_for_a_last_block_that_it_could_not_use()
    {
        SequenceView[] twins = [Waiting(4, [1]), Waiting(4, [1], arrival: 1)];
        Assert.Equal([new PlannedChunk(0, 4, 1), new PlannedChunk(1, 4, 1)], Plan(twins, available: 9, references: [], [], []).Chunks);
    }

    [Fact]
    public void Giving_way_frees_only_the_blocks_that_nobody_else_holds()
    {
        // The oldest needs two blocks. The youngest has one of its own, so the next one must go as well, and with it the two they shared.
        SequenceView[] sequences =
        [
            Running(24, 16, [0, 1, 2, 3], []), Running(16, 14, [4, 5, 6, 7], [], arrival: 1), Running(11, 9, [4, 5, 8], [], arrival: 2),
        ];
        var plan = Plan(sequences, available: 0, references: [1, 1, 1, 1, 2, 2, 1, 1, 1], [], [], []);
        Assert.Equal([2, 1], plan.Preempted);
        Assert.Equal([new PlannedChunk(0, 8, 2)], plan.Chunks);
    }

    private static BatchPlan Plan(SequenceView[] sequences, int available, int[] references, params int[][] reusable) =>
        BatchPolicy.Plan(sequences, new BlockView(available, references, i => reusable[i]), s_options);

    private static SequenceView Waiting(int tokens, ulong[] chain, long arrival = 0) => new(tokens, 0, [], chain, 0, arrival, Running: false, Pinned: false);

    private static SequenceView Running(int tokens, int computed, int[] blocks, ulong[] chain, long arrival = 0) => new(tokens, computed, blocks, chain, 0, arrival, Running: true, Pinned: false);
}
