using Orchestrator.Policies.Batching;
using Xunit;

namespace Orchestrator.Unit.Batching;

/// <summary>Single steps, written out.</summary>
public sealed class BatchPolicyExampleTests
{
    private static readonly BatchOptions s_options = new(TokenBudget: 16, MaxRunning: 4, BlockSize: 4);

    [Fact]
    public void Nothing_to_do_is_an_empty_plan() => Assert.Same(BatchPlan.Empty, Plan([], 10));

    [Fact]
    public void A_waiting_prompt_is_admitted_with_blocks_for_all_of_it()
    {
        var plan = Plan([Waiting(10, arrival: 0)], 10);
        Assert.Equal([new PlannedChunk(0, 10, 3)], plan.Chunks);
    }

    [Fact]
    public void A_prompt_longer_than_the_budget_is_cut_and_keeps_its_blocks_for_the_next_step()
    {
        var plan = Plan([Waiting(40, arrival: 0)], 11);
        Assert.Equal([new PlannedChunk(0, 16, 10)], plan.Chunks);
        plan = Plan([View(40, 16, blocks: 10, arrival: 0)], 1);
        Assert.Equal([new PlannedChunk(0, 16, 0)], plan.Chunks);
    }

    [Fact]
    public void Answers_take_one_token_each_and_prompts_share_the_rest_of_the_budget()
    {
        SequenceView[] sequences = [Waiting(20, arrival: 2), Decoding(6, arrival: 1), Decoding(9, arrival: 0)];
        var plan = Plan(sequences, 10);
        Assert.Equal([new PlannedChunk(2, 1, 0), new PlannedChunk(1, 1, 0), new PlannedChunk(0, 14, 5)], plan.Chunks);
    }

    [Fact]
    public void A_prompt_is_not_admitted_when_its_first_own_token_would_have_no_block()
    {
        Assert.True(Plan([Waiting(8, arrival: 0)], 2).IsEmpty);
        Assert.False(Plan([Waiting(7, arrival: 0)], 2).IsEmpty);
    }

    [Fact]
    public void Whoever_waits_first_is_not_overtaken_by_a_shorter_prompt()
    {
        var plan = Plan([Waiting(12, arrival: 0), Waiting(1, arrival: 1)], 3);
        Assert.True(plan.IsEmpty);
    }

    [Fact]
    public void A_higher_priority_is_admitted_before_an_earlier_arrival()
    {
        var plan = Plan([Waiting(4, arrival: 0), Waiting(4, arrival: 1, priority: 1)], 2);
        Assert.Equal([new PlannedChunk(1, 4, 1)], plan.Chunks);
    }

    [Fact]
    public void Without_a_free_block_the_youngest_gives_way_to_the_oldest()
    {
        SequenceView[] sequences = [Decoding(9, arrival: 1), Decoding(9, arrival: 0, blocks: 2), Decoding(6, arrival: 2)];
        var plan = Plan(sequences, 0);
        Assert.Equal([2], plan.Preempted);
        Assert.Equal([new PlannedChunk(1, 1, 1), new PlannedChunk(0, 1, 0)], plan.Chunks);
    }

    [Fact]
    public void A_lower_priority_gives_way_even_when_it_came_first()
    {
        SequenceView[] sequences = [Decoding(6, arrival: 0), Decoding(9, arrival: 1, priority: 1, blocks: 2)];
        var plan = Plan(sequences, 0);
        Assert.Equal([0], plan.Preempted);
        Assert.Equal([new PlannedChunk(1, 1, 1)], plan.Chunks);
    }

    [Fact]
    public void A_pinned_sequence_keeps_its_blocks_and_the_next_youngest_gives_way()
    {
        SequenceView[] sequences = [Decoding(9, arrival: 0, blocks: 2), Decoding(6, arrival: 1), View(20, 4, blocks: 5, arrival: 2, pinned: true)];
        var plan = Plan(sequences, 0);
        Assert.Equal([1], plan.Preempted);
        Assert.Equal([new PlannedChunk(0, 1, 1), new PlannedChunk(2, 15, 0)], plan.Chunks);
    }

    [Fact]
    public void When_only_pinned_sequences_hold_blocks_the_one_in_need_steps_back_and_they_go_on()
    {
        SequenceView[] sequences = [Decoding(9, arrival: 0, blocks: 2), View(20, 4, blocks: 5, arrival: 1, pinned: true)];
        var plan = Plan(sequences, 0);
        Assert.Equal([0], plan.Preempted);
        Assert.Equal([new PlannedChunk(1, 16, 0)], plan.Chunks);
    }

    [Fact]
    public void The_youngest_steps_back_itself_when_nobody_comes_after_it()
    {
        SequenceView[] sequences = [Decoding(6, arrival: 0), Decoding(9, arrival: 1, blocks: 2)];
        var plan = Plan(sequences, 0);
        Assert.Equal([1], plan.Preempted);
        Assert.Equal([new PlannedChunk(0, 1, 0)], plan.Chunks);
    }

    [Fact]
    public void More_running_than_allowed_admits_nobody_and_stops_nobody()
    {
        // Imports join while others run, so the limit can be passed for a while.
        SequenceView[] sequences = [.. Enumerable.Range(0, 6).Select(i => Decoding(6, arrival: i)), Waiting(1, arrival: 6)];
        var plan = Plan(sequences, 10);
        Assert.Equal(Enumerable.Range(0, 6), plan.Chunks.Select(c => c.Sequence));
    }

    [Fact]
    public void What_the_whole_pool_cannot_hold_is_never_admitted_so_the_intake_must_refuse_it() =>
        Assert.True(Plan([Waiting(41, arrival: 0), Waiting(1, arrival: 1)], 10).IsEmpty);

    private static BatchPlan Plan(SequenceView[] sequences, int available)
    {
        // Every sequence has blocks of its own.
        var next = 0;
        var apart = sequences.Select(s => s with { Blocks = [.. s.Blocks.Select(_ => next++)] }).ToArray();
        return BatchPolicy.Plan(apart, new BlockView(available, Enumerable.Repeat(1, next).ToArray(), _ => []), s_options);
    }

    private static SequenceView Waiting(int tokens, long arrival, int priority = 0) => View(tokens, 0, 0, arrival, priority, running: false);

    private static SequenceView Decoding(int tokens, long arrival, int priority = 0, int? blocks = null) =>
        View(tokens, tokens - 1, blocks ?? s_options.BlocksFor(tokens), arrival, priority);

    private static SequenceView View(int tokens, int computed, int blocks, long arrival, int priority = 0, bool running = true, bool pinned = false) =>
        new(tokens, computed, new int[blocks], [], priority, arrival, running, pinned);
}
