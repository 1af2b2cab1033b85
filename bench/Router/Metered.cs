using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Router;

/// <summary>A result, and what the two processes used for it. Renewals go on meanwhile and are counted in.</summary>
/// <param name="Result">The result.</param>
/// <param name="Elapsed">From beginning to end.</param>
/// <param name="Silo">Processor time of the silo's process.</param>
/// <param name="Driver">Processor time of this one.</param>
/// <param name="SiloPauses">How long garbage collection stopped the silo.</param>
/// <param name="DriverPauses">How long it stopped this process.</param>
internal sealed record Metered<T>(T Result, TimeSpan Elapsed, TimeSpan Silo, TimeSpan Driver, TimeSpan SiloPauses, TimeSpan DriverPauses)
{
    /// <summary>Microseconds of processor time for each of so many decisions.</summary>
    public JsonObject PerDecision(long decisions) => new()
    {
        ["silo"] = Round(Silo.TotalMicroseconds / decisions),
        ["driver"] = Round(Driver.TotalMicroseconds / decisions),
    };

    /// <summary>Cores that were busy on average.</summary>
    public JsonObject Cores() => new() { ["silo"] = Round(Silo / Elapsed), ["driver"] = Round(Driver / Elapsed) };

    /// <summary>Milliseconds in which garbage collection stopped each process.</summary>
    public JsonObject Pauses() => new() { ["silo"] = Round(SiloPauses.TotalMilliseconds), ["driver"] = Round(DriverPauses.TotalMilliseconds) };

    private static double Round(double value) => Math.Round(value, 3);
}
