using System.Diagnostics;

namespace Orchestrator.Workers.Metering;

/// <summary>When a sequence passed its stages in this worker, in timestamps of the engine's clock; for metrics and traces, nothing is decided by it.</summary>
internal sealed class SequenceCourse
{
    public long Accepted { get; set; }

    /// <summary>It got its first blocks; null while it waits, and for an answer whose prompt was run elsewhere.</summary>
    public long? Began { get; set; }

    /// <summary>Its answer began to be made here: with the first token, or with keys and values from elsewhere.</summary>
    public long? Decoding { get; set; }

    /// <summary>Its newest token.</summary>
    public long Last { get; set; }

    /// <summary>Tokens made here.</summary>
    public int Made { get; set; }

    /// <summary>Its end has been noted.</summary>
    public bool IsOver { get; set; }

    /// <summary>The request's span at the gateway; default when nobody traces it.</summary>
    public ActivityContext Trace { get; set; }
}
