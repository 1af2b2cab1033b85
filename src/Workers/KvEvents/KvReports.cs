using System.Collections.Immutable;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.KvEvents;

/// <summary>How other threads ask the engine what its prefix cache holds. All is done between two steps.</summary>
/// <param name="index">The engine's.</param>
/// <param name="post">Has something done by the engine's thread.</param>
internal sealed class KvReports(PrefixIndex index, Action<Action> post)
{
    /// <summary>Blocks in one part of a listing: 425 KB.</summary>
    public const int PartBlocks = 1 << 14;

    /// <inheritdoc cref="KvJournal.WrittenAsync"/>
    public Task WrittenAsync(CancellationToken cancellation) => index.Journal.WrittenAsync(cancellation);

    /// <inheritdoc cref="KvJournal.Numbers"/>
    public ImmutableArray<long> Numbers => index.Journal.Numbers;

    /// <inheritdoc cref="KvJournal.Cut"/>
    public void Cut(int shards) => post(() => index.Journal.Cut(shards));

    /// <inheritdoc cref="KvJournal.Seal"/>
    public Task<List<KvSealed>> SealAsync() => AskAsync(index.Journal.Seal);

    /// <summary>All blocks of one shard; null when there is no such shard (any more).</summary>
    public Task<KvListing?> ListAsync(int shard) => AskAsync(() => List(shard));

    private KvListing? List(int shard)
    {
        var shards = index.Journal.Shards;
        if (shard < 0 || shard >= shards) return null;
        var number = index.Journal.Skip(shard);
        var parts = index.All().Where(stored => KvShards.Of(stored.Root, shards) == shard).Chunk(PartBlocks).Select(Pack).ToList();
        return new KvListing(number, parts.Count > 0 ? parts : [[]]);
    }

    private static byte[] Pack(KvEvent[] events)
    {
        var bytes = new byte[events.Length * KvEvent.Length];
        for (var i = 0; i < events.Length; i++) events[i].Write(bytes.AsSpan(i * KvEvent.Length));
        return bytes;
    }

    private Task<T> AskAsync<T>(Func<T> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        post(() => answer.SetResult(ask()));
        return answer.Task;
    }
}
