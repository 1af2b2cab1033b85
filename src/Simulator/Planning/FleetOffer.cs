using System.Text.Json.Nodes;

namespace Orchestrator.Simulator.Planning;

/// <summary>A kind of fleet with the size that it needs, or why there is none.</summary>
internal sealed record FleetOffer
{
    public required FleetKind Kind { get; init; }

    /// <summary>Workers; null: none was found.</summary>
    public int? Workers { get; init; }

    public int? Gpus => Workers * Kind.Plan.Devices;

    /// <summary>Its mode with the split, as serve takes it.</summary>
    public string? Mode { get; init; }

    /// <summary>Per hour; null where no prices were given.</summary>
    public double? Cost { get; init; }

    /// <summary>Mean power of its GPUs over the run.</summary>
    public double? Watts { get; init; }

    /// <summary>Figures of its run, as serve prints them.</summary>
    public JsonObject? Figures { get; init; }

    /// <summary>Why no size was found; empty when one was.</summary>
    public string Why { get; init; } = "";
}
