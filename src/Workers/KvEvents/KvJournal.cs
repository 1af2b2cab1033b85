using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Workers.KvEvents;

/// <summary>
/// What has happened to the prefix cache since it was last told, apart for each shard of the pool's index. Nothing is written down before the
/// number of shards is known. Written by the engine's thread alone; <see cref="WrittenAsync"/> and <see cref="Numbers"/> are for others.
/// </summary>
/// <param name="limit">Events that one shard keeps; beyond that they are dropped, and only the number tells of them.</param>
internal sealed class KvJournal(int limit = KvJournal.DefaultLimit)
{
    /// <summary>1.7 MB; seconds of the fastest prefill.</summary>
    public const int DefaultLimit = 1 << 16;

    private static readonly KvEvent s_cleared = new(KvEventKind.Cleared, KvTier.Device, 0, 0, 0);

    private readonly Channel<bool> _written = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private KvPage[] _pages = [];
    private long[] _numbers = [];
    private long _highest;
    private bool _isUnsaid;
    private bool _any;

    /// <summary>Completes when there is something to seal, at once if there is; whoever waits for the next thing to happen costs nothing until then.</summary>
    public Task WrittenAsync(CancellationToken cancellation) => _written.Reader.ReadAsync(cancellation).AsTask();

    /// <summary>The newest batch of each shard; the same array as long as nothing changes. Empty while the number of shards is unknown.</summary>
    public ImmutableArray<long> Numbers => ImmutableCollectionsMarshal.AsImmutableArray(Volatile.Read(ref _numbers));

    /// <summary>Number of shards; 0 while it is unknown.</summary>
    public int Shards => _pages.Length;

    /// <summary>
    /// The pool's index has so many shards from now on. What was not said, or to others, counts as one lost batch of each shard: the gap
    /// orders a snapshot.
    /// </summary>
    public void Cut(int shards)
    {
        if (shards == _pages.Length) return;
        _isUnsaid |= _highest > 0 || _any;
        _pages = [.. Enumerable.Range(0, shards).Select(_ => new KvPage(limit))];
        _any = false;
        var numbers = new long[shards];
        if (_isUnsaid && shards > 0)
        {
            // Above all that was ever said, so that a shard which followed an earlier cut sees it.
            Array.Fill(numbers, ++_highest);
            _isUnsaid = false;
        }
        Volatile.Write(ref _numbers, numbers);
    }

    public void Write(KvEvent change)
    {
        if (_pages.Length == 0)
        {
            _isUnsaid = true;
            return;
        }
        Write(change, KvShards.Of(change.Root, _pages.Length));
    }

    /// <summary>Nothing can be found any more, in any shard.</summary>
    public void WriteCleared()
    {
        for (var shard = 0; shard < _pages.Length; shard++)
        {
            // What came before it in the same batch no longer matters.
            _pages[shard].Take();
            Write(s_cleared, shard);
        }
        _isUnsaid |= _pages.Length == 0;
    }

    /// <summary>Ends the batch of each shard where something has happened, and gives it its number. One that grew too long has no events: it is lost.</summary>
    public List<KvSealed> Seal()
    {
        var batches = new List<KvSealed>();
        if (!_any) return batches;
        _any = false;
        var numbers = (long[])_numbers.Clone();
        for (var shard = 0; shard < _pages.Length; shard++)
        {
            if (_pages[shard].IsEmpty) continue;
            numbers[shard]++;
            batches.Add(new KvSealed(shard, numbers[shard], _pages[shard].Take()));
            _highest = Math.Max(_highest, numbers[shard]);
        }
        Volatile.Write(ref _numbers, numbers);
        return batches;
    }

    /// <summary>For a snapshot of one shard: ends its batch, which the snapshot contains, and returns the number that the snapshot stands for.</summary>
    public long Skip(int shard)
    {
        if (_pages[shard].IsEmpty) return _numbers[shard];
        _pages[shard].Take();
        var numbers = (long[])_numbers.Clone();
        _highest = Math.Max(_highest, ++numbers[shard]);
        Volatile.Write(ref _numbers, numbers);
        return numbers[shard];
    }

    private void Write(KvEvent change, int shard)
    {
        _pages[shard].Write(change);
        if (_any) return;
        _any = true;
        _written.Writer.TryWrite(true);
    }
}
