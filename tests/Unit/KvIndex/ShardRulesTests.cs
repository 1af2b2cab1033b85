using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.KvIndex;
using Xunit;
using static Orchestrator.Unit.KvIndex.Shard;

namespace Orchestrator.Unit.KvIndex;

/// <summary>The rules by which a shard follows its workers, one by one.</summary>
public sealed class ShardRulesTests
{
    private static readonly int s_grace = (int)Options.Grace.TotalMilliseconds;
    private static readonly int s_patience = (int)Options.Patience.TotalMilliseconds;

    private readonly Shard _shard = new();
    private readonly WorkerLife _a = NewLife("a");
    private readonly WorkerLife _b = NewLife("b");

    [Fact]
    public void Batches_in_order_are_applied()
    {
        _shard.Apply(_a, 1, Stored(1), Stored(2), Stored(3));
        _shard.Apply(_a, 2, Removed(3), Stored(4));
        Assert.Equal("a 2", _shard.Overlap(1, 2, 3, 4));
        Assert.Equal(new KvIndexSize(3, 3, 1), _shard.Index.Size);
    }

    [Fact]
    public void A_batch_that_comes_twice_counts_once()
    {
        _shard.Apply(_a, 1, Stored(1));
        _shard.Apply(_a, 2, Removed(1));
        _shard.Apply(_a, 1, Stored(1));
        Assert.Equal("", _shard.Overlap(1));
    }

    [Fact]
    public void Batches_out_of_order_are_applied_in_order()
    {
        _shard.Apply(_a, 3, Stored(3), Removed(2));
        _shard.Apply(_a, 2, Stored(2));
        Assert.Equal("", _shard.Overlap(3));
        _shard.Apply(_a, 1, Stored(1));
        Assert.Equal(("a 1", "a 1"), (_shard.Overlap(1, 2), _shard.Overlap(3)));
        _shard.Now = 10 * s_grace;
        Assert.Empty(_shard.Reconcile((_a, 3)));
    }

    [Fact]
    public void Cleared_means_all_of_the_worker_in_both_tiers_and_of_nobody_else()
    {
        _shard.Apply(_a, 1, Stored(1), Stored(2, KvTier.Host));
        _shard.Apply(_b, 1, Stored(1));
        _shard.Apply(_a, 2, new KvEvent(KvEventKind.Cleared, KvTier.Device, 0, 0, 0), Stored(3));
        Assert.Equal(("b 1", "", "a 1"), (_shard.Overlap(1), _shard.Overlap(2), _shard.Overlap(3)));
    }

    [Fact]
    public void The_hosts_memory_counts_and_is_told_apart()
    {
        _shard.Apply(_a, 1, Stored(1), Stored(2, KvTier.Host), Stored(3), Stored(3, KvTier.Host), Stored(4, KvTier.Host));
        Assert.Equal("a 4/2", _shard.Overlap(1, 2, 3, 4, 5));
        _shard.Apply(_a, 2, Removed(3), Removed(4, KvTier.Host));
        Assert.Equal("a 3/2", _shard.Overlap(1, 2, 3, 4, 5));
        Assert.Equal(new KvIndexSize(3, 3, 1), _shard.Index.Size);
    }

    [Fact]
    public void Names_that_are_no_whole_names_and_empty_prompts_overlap_with_nobody()
    {
        _shard.Apply(_a, 1, Stored(1));
        Assert.Empty(_shard.Index.Overlap([]));
        Assert.Empty(_shard.Index.Overlap([1, 0, 0]));
    }

    [Fact]
    public void A_gap_that_is_not_filled_in_time_orders_one_snapshot()
    {
        _shard.Reconcile((_a, 0));
        _shard.Apply(_a, 1, Stored(1));
        _shard.Apply(_a, 3, Stored(3));
        Assert.Empty(_shard.Reconcile((_a, 3)));
        _shard.Now += s_grace;
        Assert.Equal([_a], _shard.Reconcile((_a, 3)));
        _shard.Now += s_patience - 1;
        Assert.Empty(_shard.Reconcile((_a, 3)));
    }

    [Fact]
    public void A_gap_that_is_filled_in_time_orders_nothing()
    {
        _shard.Apply(_a, 2, Stored(2));
        _shard.Now = s_grace - 1;
        _shard.Apply(_a, 1, Stored(1));
        _shard.Now = 5 * s_grace;
        Assert.Empty(_shard.Reconcile((_a, 2)));
        Assert.Equal("a 2", _shard.Overlap(1, 2));
    }

    [Fact]
    public void A_lost_last_batch_shows_in_the_renewals()
    {
        _shard.Apply(_a, 1, Stored(1));
        Assert.Empty(_shard.Reconcile((_a, 2)));
        _shard.Now = s_grace;
        Assert.Equal([_a], _shard.Reconcile((_a, 2)));
    }

    [Fact]
    public void A_worker_that_is_always_a_little_ahead_of_its_events_needs_no_snapshot()
    {
        for (var number = 1; number < 50; number++)
        {
            Assert.Empty(_shard.Reconcile((_a, number)));
            _shard.Now += s_grace - 1;
            _shard.Apply(_a, number, Stored((ulong)number));
        }
    }

    [Fact]
    public void A_worker_never_heard_of_that_has_said_something_needs_a_snapshot()
    {
        Assert.Empty(_shard.Reconcile((_a, 7), (_b, 0)));
        _shard.Now = s_grace;
        Assert.Equal([_a], _shard.Reconcile((_a, 7), (_b, 0)));
    }

    [Fact]
    public void An_order_of_which_nothing_comes_is_repeated_and_one_that_arrives_is_not()
    {
        _shard.Reconcile((_a, 7));
        _shard.Now = s_grace;
        Assert.Equal([_a], _shard.Reconcile((_a, 7)));
        _shard.Now += s_patience;
        Assert.Equal([_a], _shard.Reconcile((_a, 7)));
        for (var part = 0; part < 4; part++)
        {
            _shard.Now += s_patience - 1;
            _shard.Take(_a, 7, part, 5, (ulong)part);
            Assert.Empty(_shard.Reconcile((_a, 7)));
        }
        _shard.Now += s_patience;
        Assert.Equal([_a], _shard.Reconcile((_a, 7)));
    }

    [Fact]
    public void A_snapshot_replaces_all_that_was_known_and_later_batches_follow_it()
    {
        _shard.Apply(_a, 1, Stored(1), Stored(2));
        _shard.Apply(_a, 4, Stored(8));
        _shard.Apply(_a, 5, Stored(9), Removed(6));
        _shard.Take(_a, 4, 1, 2, 7, 8);
        Assert.Equal("a 2", _shard.Overlap(1, 2));
        _shard.Take(_a, 4, 0, 2, 5, 6);
        Assert.Equal(("", "a 1", "a 3"), (_shard.Overlap(1), _shard.Overlap(5, 6), _shard.Overlap(7, 8, 9)));
        _shard.Apply(_a, 6, Stored(6));
        Assert.Equal("a 5", _shard.Overlap(5, 6, 7, 8, 9));
    }

    [Fact]
    public void Parts_of_an_older_snapshot_and_parts_that_come_twice_are_left_out()
    {
        _shard.Take(_a, 3, 0, 2, 1);
        _shard.Take(_a, 5, 0, 2, 2);
        _shard.Take(_a, 3, 1, 2, 3);
        _shard.Take(_a, 5, 0, 2, 2);
        Assert.Equal("", _shard.Overlap(2));
        _shard.Take(_a, 5, 1, 2, 4);
        Assert.Equal(("", "a 2"), (_shard.Overlap(1), _shard.Overlap(2, 4)));
    }

    [Fact]
    public void A_snapshot_older_than_what_came_in_order_changes_nothing()
    {
        _shard.Apply(_a, 1, Stored(1));
        _shard.Apply(_a, 2, Stored(2));
        _shard.Take(_a, 1, 0, 1, 1);
        Assert.Equal("a 2", _shard.Overlap(1, 2));
    }

    [Fact]
    public void An_empty_snapshot_empties()
    {
        _shard.Apply(_a, 1, Stored(1));
        _shard.Take(_a, 2, 0, 1);
        Assert.Equal("", _shard.Overlap(1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(-1, 2)]
    [InlineData(0, KvShardIndex.MaxParts + 1)]
    public void A_part_that_cannot_be_one_is_refused(int part, int parts) => Assert.Throws<ArgumentException>(() => _shard.Take(_a, 1, part, parts));

    [Fact]
    public void Events_of_a_new_life_end_the_old_one()
    {
        _shard.Apply(_a, 1, Stored(1), Stored(2));
        var reborn = NewLife("a");
        _shard.Apply(reborn, 1, Stored(1));
        Assert.Equal("a 1", _shard.Overlap(1, 2));
        // What the old one still had on its way is no news.
        _shard.Apply(_a, 2, Stored(3));
        _shard.Take(_a, 9, 0, 1, 4);
        Assert.Equal(("", ""), (_shard.Overlap(3), _shard.Overlap(4)));
        Assert.Equal(reborn, Assert.Single(_shard.Index.Overlap(BlockNames.Pack([1]))).Life);
    }

    [Fact]
    public void A_new_life_that_the_pool_names_ends_the_old_one_at_once()
    {
        _shard.Apply(_a, 1, Stored(1));
        _shard.Reconcile((NewLife("a"), 0));
        Assert.Equal("", _shard.Overlap(1));
    }

    [Fact]
    public void The_pool_decides_which_life_is_the_newest()
    {
        var reborn = NewLife("a");
        _shard.Apply(reborn, 1, Stored(1));
        _shard.Apply(_a, 9, Stored(9));
        Assert.Equal("", _shard.Overlap(1));
        _shard.Reconcile((reborn, 1));
        _shard.Now = s_grace;
        Assert.Equal([reborn], _shard.Reconcile((reborn, 1)));
        _shard.Take(reborn, 1, 0, 1, 1);
        _shard.Apply(_a, 10, Stored(10));
        Assert.Equal("a 1", _shard.Overlap(1));
    }

    [Fact]
    public void A_worker_that_the_pool_no_longer_names_is_forgotten_after_a_while()
    {
        _shard.Apply(_a, 1, Stored(1));
        _shard.Apply(_b, 1, Stored(1));
        _shard.Reconcile((_a, 1), (_b, 1));
        // However long the pool itself was silent.
        _shard.Now = 100_000;
        _shard.Reconcile((_b, 1));
        _shard.Now += (int)Options.Forget.TotalMilliseconds;
        _shard.Reconcile((_b, 1));
        Assert.Equal("a 1, b 1", _shard.Overlap(1));
        _shard.Now++;
        _shard.Reconcile((_b, 1));
        Assert.Equal("b 1", _shard.Overlap(1));
        Assert.Equal(new KvIndexSize(1, 1, 1), _shard.Index.Size);
    }

    [Fact]
    public void A_worker_that_is_named_again_in_time_is_not_forgotten()
    {
        _shard.Apply(_a, 1, Stored(1));
        for (var round = 0; round < 10; round++)
        {
            _shard.Reconcile((_b, 0));
            _shard.Now += (int)Options.Forget.TotalMilliseconds;
            _shard.Reconcile((_a, 1));
        }
        Assert.Equal("a 1", _shard.Overlap(1));
    }

    [Fact]
    public void In_a_large_pool_those_who_hold_most_are_named()
    {
        var shard = new Orchestrator.Policies.KvIndex.KvShardIndex(new KvIndexOptions { MaxOverlaps = 2 }, 1);
        for (var worker = 1; worker <= 4; worker++)
        {
            var life = new WorkerLife(new WorkerId($"w{worker}"), Guid.NewGuid());
            var events = new byte[worker * KvEvent.Length];
            for (var block = 0; block < worker; block++) new KvEvent(KvEventKind.Stored, KvTier.Device, 1, (ulong)block, (ulong)(block + 1)).Write(events.AsSpan(block * KvEvent.Length));
            shard.Apply(new KvEventBatch(life, 1, events), TimeSpan.Zero);
        }
        Assert.Equal(["w4 4", "w3 3"], shard.Overlap(BlockNames.Pack([1, 2, 3, 4])).Select(o => $"{o.Life.Worker} {o.Blocks}"));
    }

    [Fact]
    public void No_more_snapshots_are_under_way_than_allowed()
    {
        var lives = Enumerable.Range(0, Options.MaxOrders + 10).Select(i => (NewLife($"{i}"), 1L)).ToArray();
        _shard.Reconcile(lives);
        _shard.Now = s_grace;
        Assert.Equal(Options.MaxOrders, _shard.Reconcile(lives).Count());
        Assert.Empty(_shard.Reconcile(lives));
        _shard.Now += s_patience;
        Assert.Equal(Options.MaxOrders, _shard.Reconcile(lives).Count());
    }

    [Fact]
    public void Of_too_many_batches_after_a_gap_the_newest_are_kept()
    {
        var last = Options.MaxLater + 10;
        for (var number = 2; number <= last; number++) _shard.Apply(_a, number, Stored((ulong)number));
        _shard.Take(_a, last - Options.MaxLater, 0, 1);
        Assert.Equal($"a {Options.MaxLater}", _shard.Overlap([.. Enumerable.Range(11, Options.MaxLater).Select(n => (ulong)n)]));
    }

    [Fact]
    public void A_batch_that_cannot_be_read_counts_as_lost()
    {
        var broken = Pack([Stored(1)]);
        broken[0] = 77;
        Assert.Throws<FormatException>(() => _shard.Index.Apply(new KvEventBatch(_a, 1, broken), default));
        _shard.Apply(_a, 2, Stored(2));
        _shard.Now = s_grace;
        Assert.Equal([_a], _shard.Reconcile((_a, 2)));
    }
}
