using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>How a <see cref="SimdBackend"/> computes and how much memory it takes; nothing here but the element type changes a result.</summary>
/// <param name="Threads">Threads that compute, the caller of Forward among them. Leave a core free for whatever else the machine does: a thread that has to wait for a core holds up all others.</param>
/// <param name="Element">How keys and values are stored.</param>
/// <param name="Blocks">Blocks of the KV cache.</param>
public sealed record SimdOptions(int Threads, KvElement Element, int Blocks)
{
    /// <summary>A step uses one thread more for each so many multiplications, up to <see cref="Threads"/>: some 50 microseconds of work, against some 20 for the meetings of a small step.</summary>
    public long WorkPerThread { get; init; } = 500_000;
}
