namespace Orchestrator.Workers.Model.Simulated;

/// <summary>One worker's way out to others: blocks take their time one after the other. Short waits are added up and waited for together.</summary>
/// <param name="secondsPerToken">Of a token's keys and values; 0: no time.</param>
/// <param name="time">Clock.</param>
internal sealed class SimulatedLink(double secondsPerToken, TimeProvider time)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private long _free;

    /// <inheritdoc cref="IPacedLink.CarryAsync"/>
    public async ValueTask<TimeSpan> CarryAsync(int tokens, CancellationToken cancellation)
    {
        if (secondsPerToken == 0) return TimeSpan.Zero;
        var seconds = tokens * secondsPerToken;
        var ahead = Reserve((long)(seconds * time.TimestampFrequency));
        if (ahead >= s_shortest) await Task.Delay(ahead, time, cancellation);
        return TimeSpan.FromSeconds(seconds);
    }

    private TimeSpan Reserve(long takes)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _free = Math.Max(_free, now) + takes;
            return time.GetElapsedTime(now, _free);
        }
    }
}
