namespace Orchestrator.Bench.Router;

/// <summary>Calls made one after the other or side by side, and the time that all of them took.</summary>
/// <param name="Calls">Calls that succeeded.</param>
/// <param name="Failed">Those that gave another answer than the one that was measured.</param>
/// <param name="Elapsed">From the first to the end of the last.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.bench.CallCount")]
internal readonly record struct CallCount([property: Id(0)] long Calls, [property: Id(1)] long Failed, [property: Id(2)] TimeSpan Elapsed)
{
    public double PerSecond => Calls / Elapsed.TotalSeconds;

    /// <summary>For calls one after the other.</summary>
    public double Microseconds => Elapsed.TotalMicroseconds / Calls;
}
