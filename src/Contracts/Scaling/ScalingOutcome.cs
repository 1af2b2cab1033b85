namespace Orchestrator.Contracts.Scaling;

/// <summary>Whether shifts helped, looked at some time later by the demand that had really come.</summary>
/// <param name="After">How long after the decision.</param>
/// <param name="PressureWithout">How busy the busiest workers would be with the roles of before.</param>
/// <param name="Pressure">How busy they are.</param>
/// <param name="LongestShift">From the order until the slowest of the workers served its new role; null when one of them has not by then.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.ScalingOutcome")]
public sealed record ScalingOutcome([property: Id(0)] TimeSpan After, [property: Id(1)] double PressureWithout, [property: Id(2)] double Pressure, [property: Id(3)] TimeSpan? LongestShift)
{
    public bool Helped => Pressure < PressureWithout;
}
