using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.KvEvents;
using Xunit;

namespace Orchestrator.Unit.KvCache;

/// <summary>What a worker writes down of its cache, and when it says that it has lost count.</summary>
public sealed class KvJournalTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly KvJournal _journal = new(limit: 3);

    [Fact]
    public void Nothing_is_written_down_before_the_number_of_shards_is_known()
    {
        _journal.Write(Stored(root: 1, 1));
        Assert.False(_journal.WrittenAsync(CancellationToken.None).IsCompleted);
        Assert.Empty(_journal.Numbers);
        Assert.Empty(_journal.Seal());
    }

    [Fact]
    public async Task Whoever_waits_is_woken_once_for_all_that_happens_until_the_next_seal()
    {
        _journal.Cut(2);
        var first = _journal.WrittenAsync(CancellationToken.None);
        Assert.False(first.IsCompleted);
        _journal.Write(Stored(root: 1, 1));
        _journal.Write(Stored(root: 1, 2));
        await first.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        _journal.Seal();
        var second = _journal.WrittenAsync(CancellationToken.None);
        Assert.False(second.IsCompleted);
        _journal.Write(Stored(root: 0, 3));
        await second.WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_was_not_written_down_is_a_batch_that_never_comes()
    {
        _journal.Write(Stored(root: 1, 1));
        _journal.Cut(2);
        Assert.Equal([1, 1], _journal.Numbers);
        _journal.Write(Stored(root: 1, 2));
        Assert.Equal([(1, 2L, 1)], Sealed());
    }

    [Fact]
    public void Cleared_is_said_to_every_shard_and_what_came_before_it_is_not()
    {
        _journal.Cut(2);
        for (var i = 0; i < 9; i++) _journal.Write(Stored(root: 1, (ulong)i));
        _journal.WriteCleared();
        _journal.Write(Stored(root: 1, 5));
        Assert.Equal([KvEventKind.Cleared], Kinds(_journal.Seal(), 0));
        _journal.Write(Stored(root: 0, 4));
        _journal.WriteCleared();
        Assert.Equal([KvEventKind.Cleared], Kinds(_journal.Seal(), 0));
        Assert.Equal([2, 2], _journal.Numbers);

        static IEnumerable<KvEventKind> Kinds(List<KvSealed> batches, int shard) =>
            batches.Single(b => b.Shard == shard).Events!.Chunk(KvEvent.Length).Select(e => KvEvent.Read(e).Kind);
    }

    [Fact]
    public void Cleared_before_the_number_of_shards_is_known_is_a_batch_that_never_comes()
    {
        _journal.WriteCleared();
        _journal.Cut(2);
        Assert.Equal([1, 1], _journal.Numbers);
    }

    [Fact]
    public void A_worker_that_has_held_nothing_yet_begins_with_one()
    {
        _journal.Cut(4);
        Assert.Equal([0, 0, 0, 0], _journal.Numbers);
        _journal.Write(Stored(root: 6, 6));
        _journal.Write(Stored(root: 6, 7));
        _journal.Write(Stored(root: 5, 5));
        Assert.Equal([(1, 1L, 1), (2, 1L, 2)], Sealed());
        Assert.Equal([0, 1, 1, 0], _journal.Numbers);
    }

    [Fact]
    public void Numbers_are_the_same_array_while_nothing_changes()
    {
        _journal.Cut(2);
        _journal.Write(Stored(root: 1, 1));
        _journal.Seal();
        var before = _journal.Numbers;
        Assert.Empty(_journal.Seal());
        _journal.Skip(0);
        _journal.Skip(1);
        _journal.Cut(2);
        Assert.True(before == _journal.Numbers);
        _journal.Write(Stored(root: 1, 2));
        _journal.Seal();
        Assert.False(before == _journal.Numbers);
        // What was given out does not change under its reader.
        Assert.Equal([0, 1], before);
    }

    [Fact]
    public void Another_number_of_shards_begins_above_all_that_was_said()
    {
        _journal.Cut(2);
        for (ulong i = 0; i < 5; i++)
        {
            _journal.Write(Stored(root: 1, i));
            _journal.Seal();
        }
        _journal.Cut(3);
        Assert.Equal([6, 6, 6], _journal.Numbers);
        _journal.Cut(0);
        Assert.Empty(_journal.Numbers);
        _journal.Cut(2);
        Assert.Equal([7, 7], _journal.Numbers);
    }

    [Fact]
    public void A_shard_with_more_events_than_it_keeps_loses_its_batch_and_the_others_do_not()
    {
        _journal.Cut(2);
        for (ulong i = 0; i < 4; i++) _journal.Write(Stored(root: 1, i));
        for (ulong i = 0; i < 3; i++) _journal.Write(Stored(root: 2, i));
        Assert.Equal([(0, 1L, 3), (1, 1L, -1)], Sealed());
        _journal.Write(Stored(root: 1, 9));
        Assert.Equal([(1, 2L, 1)], Sealed());
    }

    [Fact]
    public void A_snapshot_spends_the_number_of_what_it_contains()
    {
        _journal.Cut(2);
        _journal.Write(Stored(root: 1, 1));
        Assert.Equal((0, 1), (_journal.Skip(0), _journal.Skip(1)));
        Assert.Equal([0, 1], _journal.Numbers);
        Assert.Empty(Sealed());
        _journal.Write(Stored(root: 1, 2));
        Assert.Equal([(1, 2L, 1)], Sealed());
    }

    private static KvEvent Stored(ulong root, ulong name) => new(KvEventKind.Stored, KvTier.Device, root, 0, name);

    private List<(int Shard, long Number, int Events)> Sealed() => [.. _journal.Seal().Select(s => (s.Shard, s.Number, s.Events is null ? -1 : s.Events.Length / KvEvent.Length))];
}
