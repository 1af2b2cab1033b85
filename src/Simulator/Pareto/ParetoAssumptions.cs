namespace Orchestrator.Simulator.Pareto;

/// <summary>What the points of a fleet take for granted, in words.</summary>
internal static class ParetoAssumptions
{
    public static IReadOnlyList<string> Of(SteadyFleet fleet) =>
    [
        FormattableString.Invariant($"requests of {fleet.Lengths.Prompt} prompt and {fleet.Lengths.Answer} answer tokens come evenly: nobody waits for more than the step in hand and those computed together, nothing is cached"),
        "aggregated: every decode step has so many prompt tokens as the ended answers make room for, on average; the chunk is the one with the shortest mean step under the limit of the first token",
        "disaggregated: each prefill worker at its best chunk under the limit of the first token, as many decode workers as they can keep busy, in whole workers",
        FormattableString.Invariant($"keys and values move at {fleet.LinkBytesPerSecond / 1e9:0.###} GB/s per GPU, layer by layer behind the prefill"),
        "GPUs in a step draw full power, others idle power; hosts, network and cooling are not counted; communication never overlaps with computing",
        fleet.Hardware.Assumed.Length == 0 ? "all figures of the hardware are published" : $"not published and assumed of {fleet.Hardware.Name}: {string.Join(", ", fleet.Hardware.Assumed)}",
    ];
}
