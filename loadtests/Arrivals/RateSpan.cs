namespace Orchestrator.LoadTests.Arrivals;

/// <summary>A time with one rate.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="Rate">Arrivals per second; 0 for none.</param>
internal readonly record struct RateSpan(double Seconds, double Rate);
