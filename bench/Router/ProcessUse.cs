using System.Diagnostics;

namespace Orchestrator.Bench.Router;

/// <summary>What a process has used so far.</summary>
/// <param name="Processor">Time of all its threads.</param>
/// <param name="HeapBytes">Its managed heap, as large as it is now.</param>
/// <param name="AllocatedBytes">What it has allocated on that heap.</param>
/// <param name="GarbagePauses">How long the garbage collector has stopped it.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.bench.ProcessUse")]
internal readonly record struct ProcessUse(
    [property: Id(0)] TimeSpan Processor, [property: Id(1)] long HeapBytes, [property: Id(2)] long AllocatedBytes, [property: Id(3)] TimeSpan GarbagePauses)
{
    /// <summary>What was used since <paramref name="before"/>.</summary>
    public ProcessUse Since(ProcessUse before) =>
        new(Processor - before.Processor, HeapBytes - before.HeapBytes, AllocatedBytes - before.AllocatedBytes, GarbagePauses - before.GarbagePauses);

    /// <summary>Of this process.</summary>
    /// <param name="collect">Collect garbage first, so that only what is needed is counted.</param>
    public static ProcessUse Now(bool collect)
    {
        if (collect) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return new ProcessUse(process.TotalProcessorTime, GC.GetTotalMemory(collect), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
    }
}
