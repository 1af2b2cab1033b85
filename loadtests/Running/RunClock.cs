namespace Orchestrator.LoadTests.Running;

/// <summary>The time of a run, since its start; tests have one that they move themselves.</summary>
internal abstract class RunClock
{
    public abstract TimeSpan Now { get; }

    /// <summary>Blocks the calling thread until then. False when <paramref name="stop"/> came first.</summary>
    public abstract bool WaitUntil(TimeSpan at, CancellationToken stop);
}
