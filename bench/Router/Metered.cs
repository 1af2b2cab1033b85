using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Router;

/// <summary>A result, and what the two processes used for it. Renewals go on meanwhile and are counted in.</summary>
/// <param name="Result">The result.</param>
/// <param name="Elapsed">From beginning to end.</param>
/// <param name="Silo">Of the silo's process.</param>
/// <param name="Driver">Of this one.</param>
internal sealed record Metered<T>(T Result, TimeSpan Elapsed, ProcessUse Silo, ProcessUse Driver)
{
    /// <summary>For each of so many decisions: microseconds of processor time, and bytes allocated.</summary>
    public JsonObject PerDecision(long decisions) => new()
    {
        ["silo_processor_microseconds"] = Round(Silo.Processor.TotalMicroseconds / decisions),
        ["driver_processor_microseconds"] = Round(Driver.Processor.TotalMicroseconds / decisions),
        ["silo_allocated_bytes"] = Math.Round((double)Silo.AllocatedBytes / decisions),
        ["driver_allocated_bytes"] = Math.Round((double)Driver.AllocatedBytes / decisions),
    };

    /// <summary>Cores that were busy on average.</summary>
    public JsonObject Cores() => new() { ["silo"] = Round(Silo.Processor / Elapsed), ["driver"] = Round(Driver.Processor / Elapsed) };

    /// <summary>Milliseconds in which garbage collection stopped each process.</summary>
    public JsonObject Pauses() => new() { ["silo"] = Round(Silo.GarbagePauses.TotalMilliseconds), ["driver"] = Round(Driver.GarbagePauses.TotalMilliseconds) };

    private static double Round(double value) => Math.Round(value, 3);
}
