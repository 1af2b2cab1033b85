namespace Orchestrator.Gateway.Metering;

/// <summary>How long something has been in which stage. It is always in one, so the times add up.</summary>
/// <param name="time">Clock.</param>
/// <param name="began">The timestamp from which on it counts.</param>
internal sealed class StageClock(TimeProvider time, long began)
{
    private readonly TimeSpan?[] _spent = new TimeSpan?[Enum.GetValues<RequestStage>().Length];

    /// <summary>The timestamp up to which time is accounted for.</summary>
    public long Now { get; private set; } = began;

    /// <summary>What has passed since the last call was this stage.</summary>
    public void Passed(RequestStage stage)
    {
        var now = time.GetTimestamp();
        _spent[(int)stage] = (_spent[(int)stage] ?? TimeSpan.Zero) + time.GetElapsedTime(Now, now);
        Now = now;
    }

    /// <summary>Time in a stage; null when it was never in it.</summary>
    public TimeSpan? In(RequestStage stage) => _spent[(int)stage];
}
