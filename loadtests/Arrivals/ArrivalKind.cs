namespace Orchestrator.LoadTests.Arrivals;

/// <summary>How arrivals spread at one rate.</summary>
internal enum ArrivalKind
{
    /// <summary>By chance: gaps are exponentially distributed.</summary>
    Poisson,

    /// <summary>Evenly.</summary>
    Constant,
}
