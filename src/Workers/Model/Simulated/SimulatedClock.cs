namespace Orchestrator.Workers.Model.Simulated;

/// <summary>A simulated device's time: what it is, and how to let it pass.</summary>
/// <param name="Time">The clock.</param>
/// <param name="SleepUntil">Returns when the clock has reached a time stamp; at once when it has already.</param>
internal sealed record SimulatedClock(TimeProvider Time, Action<long> SleepUntil)
{
    /// <summary>The machine's.</summary>
    public static SimulatedClock Real { get; } = new(TimeProvider.System, Simulated.SleepUntil.Time);
}
