using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.KvIndex;
using Xunit;

namespace Orchestrator.Unit.KvIndex;

/// <summary>
/// Whatever was lost, repeated or late, and whoever was restarted: two seconds after the losses end the index holds what the workers hold.
/// </summary>
public sealed class RepairPropertyTests
{
    private static readonly TimeSpan s_repaired = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestWay = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_renewal = TimeSpan.FromMilliseconds(240);

    private readonly Random _random = RandomSeed.New();
    private readonly List<(TimeSpan Sent, object Message)> _onTheWay = [];
    private readonly Dictionary<WorkerId, KvProgress> _renewed = [];
    private readonly HashSet<WorkerLife> _ordered = [];
    private BlockTree _tree = null!;
    private List<ToyCache> _workers = [];
    private KvShardIndex _index = null!;
    private TimeSpan _now;
    private int _snapshots;

    [Fact]
    public void After_two_quiet_seconds_the_index_is_right()
    {
        for (var round = 0; round < 150; round++)
        {
            Begin();
            for (var i = _random.Next(20, 400); i > 0; i--) Disorder();
            for (var end = _now + s_repaired; _now < end; _now += TimeSpan.FromMilliseconds(50)) Quiet();
            Check();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{_snapshots} snapshots");
        Assert.True(_snapshots > 100, "the rounds prove little");
    }

    private void Begin()
    {
        _tree = new BlockTree(_random, _random.Next(3, 60));
        _workers = [.. Enumerable.Range(0, _random.Next(1, 9)).Select(i => new ToyCache($"{i}", _random, _tree))];
        _onTheWay.Clear();
        _renewed.Clear();
        _ordered.Clear();
        RestartShard();
    }

    private void Disorder()
    {
        _now += TimeSpan.FromMilliseconds(_random.Next(60));
        var worker = _workers[_random.Next(_workers.Count)];
        switch (_random.Next(40))
        {
            case < 12:
                worker.Change();
                break;
            case < 18:
                _onTheWay.AddRange(worker.Publish().Where(_ => _random.Next(8) > 0).Select(batch => (_now, (object)batch)));
                break;
            case < 32 when _onTheWay.Count > 0:
                Deliver(_random.Next(_onTheWay.Count), again: _random.Next(6) == 0);
                break;
            case < 35:
                Renew(worker, lose: _random.Next(4) == 0);
                break;
            case < 37:
                Reconcile(lose: _random.Next(4) == 0);
                break;
            case 37 when _onTheWay.Count > 0:
                _onTheWay.RemoveAt(_random.Next(_onTheWay.Count));
                break;
            case 38 when _random.Next(3) == 0:
                worker.Restart();
                break;
            case 39 when _random.Next(5) == 0:
                RestartShard();
                break;
        }
        _onTheWay.RemoveAll(m => _now - m.Sent > s_longestWay);
    }

    // Nothing is lost any more, and nothing changes; what is still on its way arrives in any order.
    private void Quiet()
    {
        foreach (var worker in _workers)
        {
            _onTheWay.AddRange(worker.Publish().Select(batch => (_now, (object)batch)));
            if (_now.Ticks / s_renewal.Ticks != (_now - TimeSpan.FromMilliseconds(50)).Ticks / s_renewal.Ticks) Renew(worker, lose: false);
        }
        while (_onTheWay.Count > 0) Deliver(_random.Next(_onTheWay.Count), again: false);
        if (_now.Ticks / KvPeriod.Ticks != (_now - TimeSpan.FromMilliseconds(50)).Ticks / KvPeriod.Ticks) Reconcile(lose: false);
    }

    private static TimeSpan KvPeriod => TimeSpan.FromMilliseconds(100);

    private void RestartShard() => _index = new KvShardIndex(new KvIndexOptions(), (ulong)_random.NextInt64());

    private void Renew(ToyCache worker, bool lose)
    {
        _renewed[worker.Life.Worker] = new KvProgress(worker.Life, worker.Number);
        if (!_ordered.Remove(worker.Life) || lose) return;
        _snapshots++;
        _onTheWay.AddRange(worker.Snapshot().Select(part => (_now, (object)part)));
    }

    private void Reconcile(bool lose)
    {
        var needed = _index.Reconcile([.. _renewed.Values], _now);
        if (!lose) _ordered.UnionWith(needed);
    }

    private void Deliver(int index, bool again)
    {
        var message = _onTheWay[index].Message;
        if (!again) _onTheWay.RemoveAt(index);
        if (message is KvEventBatch batch) _index.Apply(batch, _now);
        else _index.Take((KvSnapshotPart)message, _now);
    }

    private void Check()
    {
        foreach (var chain in _tree.Chains())
            Assert.Equal(_workers.Select(w => Held(w, chain)).Where(o => o.Blocks > 0), _index.Overlap(BlockNames.Pack(chain)).OrderBy(o => o.Life.Worker.Value, StringComparer.Ordinal));
        Assert.Equal(new KvIndexSize(_workers.SelectMany(w => w.Held.Select(e => e.Name)).Distinct().Count(), _workers.Sum(w => (long)w.Held.Count), _workers.Count), _index.Size);
    }

    private static KvOverlap Held(ToyCache worker, ulong[] chain)
    {
        var (device, host) = (worker.Held.Where(e => e.Tier == KvTier.Device).Select(e => e.Name).ToHashSet(), worker.Held.Where(e => e.Tier == KvTier.Host).Select(e => e.Name).ToHashSet());
        var leading = chain.TakeWhile(name => device.Contains(name) || host.Contains(name)).ToList();
        return new KvOverlap(worker.Life, leading.Count, leading.Count(name => !device.Contains(name)));
    }
}
