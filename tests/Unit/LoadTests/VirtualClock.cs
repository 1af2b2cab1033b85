using Orchestrator.LoadTests.Running;

namespace Orchestrator.Unit.LoadTests;

/// <summary>A run's time that jumps to whatever is waited for.</summary>
internal sealed class VirtualClock : RunClock
{
    private long _ticks;

    public override TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Advance(double milliseconds) => Interlocked.Add(ref _ticks, TimeSpan.FromMilliseconds(milliseconds).Ticks);

    public override bool WaitUntil(TimeSpan at, CancellationToken stop)
    {
        if (at > Now) Interlocked.Exchange(ref _ticks, at.Ticks);
        return !stop.IsCancellationRequested;
    }
}
