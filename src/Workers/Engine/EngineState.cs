using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.Constraints;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Metering;

namespace Orchestrator.Workers.Engine;

/// <summary>What one engine holds: its sequences, blocks, orders and counters. Touched by the engine's thread alone, or through its <see cref="Mailbox"/> while the device computes.</summary>
internal sealed class EngineState
{
    private long _arrivals;

    public EngineState(EngineOptions options, int blocks, int vocab, TimeProvider time, EngineMeter? meter)
    {
        (Options, Vocab, Time) = (options, vocab, time);
        Watch = new EngineWatch(meter, time);
        Index = new PrefixIndex(blocks);
        Blocks = new BlockPool(blocks, Index);
        Prefixes = new PrefixSharing(options, Index, Blocks);
        Automata = new AutomatonCache(options.AutomatonMemory, vocab);
    }

    public EngineOptions Options { get; }
    public TimeProvider Time { get; }
    public EngineWatch Watch { get; }
    public int Vocab { get; }
    public SequenceTable Sequences { get; } = new();
    public ImportTable Imports { get; } = new();
    public PrefixIndex Index { get; }
    public BlockPool Blocks { get; }
    public PrefixSharing Prefixes { get; }
    public AutomatonCache Automata { get; }
    public HashSet<Outbox> Outboxes { get; } = [];
    public EngineOrders Orders { get; set; } = EngineOrders.None;
    public WorkTicket NewestTicket { get; set; }
    public long WorkedEpoch { get; set; }
    public long PromptTokensPrefilled { get; set; }
    public long PromptTokensCached { get; set; }
    public long Preemptions { get; set; }
    public long MigrationsOut { get; set; }
    public long MigrationsIn { get; set; }
    public long MigrationsFailed { get; set; }
    public long TokensDecoded { get; set; }
    public long Steps { get; set; }

    /// <summary>Nothing runs, waits or is on its way here.</summary>
    public bool IsEmpty => Sequences.Count == 0 && Imports.Count == 0;

    public long NextArrival() => _arrivals++;

    /// <summary>Takes a sequence out and gives its blocks back, whatever it was doing.</summary>
    public void Remove(Sequence sequence, string why)
    {
        Watch.Left(sequence);
        sequence.Export?.Close(why);
        sequence.Export = null;
        if (Imports.Find(sequence.Key) is { } import) Drop(import, why);
        Blocks.Release(sequence.Blocks);
        if (sequence.Constraint is { } constraint) constraint.Loaded.Users--;
        sequence.Constraint = null;
        Sequences.Remove(sequence);
    }

    /// <summary>Takes a sequence out and tells its gateway how it ended.</summary>
    public void End(Sequence sequence, Ended.Types.Reason reason, string detail = "")
    {
        Watch.Ended(sequence, reason);
        sequence.Outbox.Ended(sequence.Key, reason, sequence.OutputTokens, detail);
        Remove(sequence, $"the sequence ended: {reason}");
    }

    /// <summary>Gives an unfinished import's room back.</summary>
    public void Drop(KvImport import, string why)
    {
        import.Close(why);
        Blocks.Release(import.Blocks);
        Imports.Remove(import);
    }
}
