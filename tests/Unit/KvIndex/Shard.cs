using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.KvIndex;

namespace Orchestrator.Unit.KvIndex;

/// <summary>An index with a clock in milliseconds, and short words for what is told to it.</summary>
internal sealed class Shard
{
    public static readonly KvIndexOptions Options = new();

    public KvShardIndex Index { get; } = new(Options, 0x9E3779B97F4A7C15);

    public int Now { get; set; }

    private TimeSpan Time => TimeSpan.FromMilliseconds(Now);

    public static WorkerLife NewLife(string worker) => new(new WorkerId(worker), Guid.NewGuid());

    public static KvEvent Stored(ulong name, KvTier tier = KvTier.Device) => new(KvEventKind.Stored, tier, 1, 0, name);

    public static KvEvent Removed(ulong name, KvTier tier = KvTier.Device) => new(KvEventKind.Removed, tier, 1, 0, name);

    public static byte[] Pack(IEnumerable<KvEvent> events)
    {
        var list = events.ToList();
        var bytes = new byte[list.Count * KvEvent.Length];
        for (var i = 0; i < list.Count; i++) list[i].Write(bytes.AsSpan(i * KvEvent.Length));
        return bytes;
    }

    public void Apply(WorkerLife life, long number, params KvEvent[] events) => Index.Apply(new KvEventBatch(life, number, Pack(events)), Time);

    public void Take(WorkerLife life, long number, int part, int parts, params ulong[] names) =>
        Index.Take(new KvSnapshotPart(life, number, part, parts, Pack(names.Select(n => Stored(n)))), Time);

    public IEnumerable<WorkerLife> Reconcile(params (WorkerLife Life, long Number)[] workers) => Index.Reconcile([.. workers.Select(w => new KvProgress(w.Life, w.Number))], Time);

    /// <summary>Of a chain, what each worker holds: "a 3" for three blocks, "a 3/1" when one of them is in the host's memory only.</summary>
    public string Overlap(params ulong[] chain) => string.Join(", ", Index.Overlap(BlockNames.Pack(chain))
        .Select(o => $"{o.Life.Worker} {o.Blocks}{(o.HostBlocks > 0 ? $"/{o.HostBlocks}" : "")}").Order(StringComparer.Ordinal));
}
