using System.Diagnostics;
using System.Threading.Channels;
using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Transfer;

/// <summary>
/// A sequence's KV on its way to the decode worker, as both threads see it: the engine notes which layers are computed how far, the sender
/// copies blocks as they become complete. Nothing is queued: what is to be sent follows from the counters.
/// </summary>
public sealed class KvExport
{
    private readonly int[] _written;
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FirstToken? _first;
    private string? _closed;

    /// <param name="key">The attempt that the decode worker knows.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="tokens">Token ids of the prompt (and of what was already emitted), as far as they have, or will have, KV.</param>
    /// <param name="computed">How many of them are in the cache already, in every layer.</param>
    /// <param name="layers">Layers of the model.</param>
    /// <param name="blocks">The sequence's blocks, covering all the tokens.</param>
    public KvExport(AttemptKey key, DecodeTarget target, int[] tokens, int computed, int layers, int[] blocks)
    {
        Key = key;
        Target = target;
        Tokens = tokens;
        Lease = new BlockLease(blocks);
        _written = new int[layers];
        Array.Fill(_written, computed);
    }

    public AttemptKey Key { get; }

    public DecodeTarget Target { get; }

    public int[] Tokens { get; }

    /// <summary>Of an answer that ran: its tokens so far, the last of which has no KV yet; null for a prompt.</summary>
    public int[]? Answer { get; init; }

    /// <summary>The request's span at the gateway; default when nobody traces it.</summary>
    public ActivityContext Trace { get; init; }

    public BlockLease Lease { get; }

    /// <summary>Set when the prompt is done: the first sampled token and its place in the answer.</summary>
    public FirstToken? First => Volatile.Read(ref _first);

    /// <summary>Why the transfer must stop; null while it may go on.</summary>
    public string? Closed => Volatile.Read(ref _closed);

    /// <summary>Tokens of a layer that are in the cache.</summary>
    public int Written(int layer) => Volatile.Read(ref _written[layer]);

    /// <summary>Engine: a layer of the running step has reached <paramref name="tokens"/> tokens.</summary>
    public void LayerWritten(int layer, int tokens)
    {
        Volatile.Write(ref _written[layer], tokens);
        Signal();
    }

    /// <summary>Engine: the prompt is done.</summary>
    public void Finish(int token, int index)
    {
        Volatile.Write(ref _first, new FirstToken(token, index));
        Signal();
    }

    /// <summary>Engine: stop, the blocks are about to be given back. Waits for a copy in hand.</summary>
    public void Close(string why)
    {
        Volatile.Write(ref _closed, why);
        Lease.Close();
        Signal();
    }

    /// <summary>Sender: waits until one of the above has happened.</summary>
    public async Task ChangedAsync(CancellationToken cancellation) => await _changed.Reader.ReadAsync(cancellation);

    private void Signal() => _changed.Writer.TryWrite(true);
}
