namespace Orchestrator.Simulator.Workloads;

/// <summary>Requests offered over a time.</summary>
/// <param name="Name">As printed in results.</param>
/// <param name="Arrivals">In order of time.</param>
/// <param name="Seconds">Length of the offered load, above 0; rates are per second of it.</param>
/// <param name="BlockTokens">Tokens of a block.</param>
/// <param name="DifferentBlocks">All block numbers are below.</param>
public sealed record Workload(string Name, IReadOnlyList<Arrival> Arrivals, double Seconds, int BlockTokens, int DifferentBlocks)
{
    /// <summary>Tokens of a block where no trace says otherwise; Mooncake's traces have the same.</summary>
    public const int OrdinaryBlockTokens = 512;

    /// <summary>Requests per second offered, on average.</summary>
    public double Rate => Arrivals.Count / Seconds;
}
