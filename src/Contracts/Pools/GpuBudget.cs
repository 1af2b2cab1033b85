namespace Orchestrator.Contracts.Pools;

/// <summary>How much of the machines a pool may use at once. Workers beyond it are parked: they join, and get no work.</summary>
/// <param name="MaxWorkers">Workers that serve at the same time, in whichever roles; null: no limit.</param>
/// <param name="MaxWatts">Power of all that serve; null: no limit.</param>
/// <param name="WattsPerWorker">Power that one is counted with; needed with <paramref name="MaxWatts"/>.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.GpuBudget")]
public sealed record GpuBudget([property: Id(0)] int? MaxWorkers, [property: Id(1)] double? MaxWatts, [property: Id(2)] double? WattsPerWorker)
{
    public static GpuBudget None { get; } = new(null, null, null);

    /// <summary>Workers that may serve at once by both limits; null: any number.</summary>
    public int? Workers => MaxWatts is { } watts && WattsPerWorker is > 0 and { } each
        ? (int)Math.Min(MaxWorkers ?? int.MaxValue, Math.Floor(watts / each))
        : MaxWorkers;
}
