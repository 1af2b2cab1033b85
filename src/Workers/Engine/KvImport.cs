using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Engine;

/// <summary>
/// Room in the decode worker's cache for one prompt, from the reservation until the last block is in. The receiver's thread writes blocks
/// through <see cref="Lease"/>; everything else belongs to the engine's thread.
/// </summary>
public sealed class KvImport
{
    private readonly Action<string> _dropped;
    private readonly TimeProvider _time;
    private long _touched;

    internal KvImport(AttemptKey key, Guid from, int tokens, ulong digest, List<int> blocks, TimeProvider time, Action<string> dropped)
    {
        Key = key;
        From = from;
        Tokens = tokens;
        Digest = digest;
        Blocks = blocks;
        Lease = new BlockLease([.. blocks]);
        _time = time;
        _touched = time.GetTimestamp();
        _dropped = dropped;
    }

    public AttemptKey Key { get; }

    /// <summary>The prefill worker's life that sends it.</summary>
    public Guid From { get; }

    /// <summary>Tokens whose keys and values will come.</summary>
    public int Tokens { get; }

    /// <summary>Digest of the token ids as the prefill worker has them; compared with what the gateway said before the KV is used.</summary>
    public ulong Digest { get; }

    public BlockLease Lease { get; }

    internal List<int> Blocks { get; }

    /// <summary>The token that the prefill worker sampled, once all blocks are in.</summary>
    internal int? FirstToken { get; set; }

    /// <summary>Time since the last bytes came.</summary>
    internal TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _touched));

    /// <summary>Receiver: bytes have come.</summary>
    internal void Touch() => Volatile.Write(ref _touched, _time.GetTimestamp());

    internal void Close(string why)
    {
        Lease.Close();
        _dropped(why);
    }
}
