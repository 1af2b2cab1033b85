using System.Text.Json.Nodes;
using Orchestrator.LoadTests.Report;

namespace Orchestrator.LoadTests.Running;

/// <summary>What a scenario does beside its requests.</summary>
internal abstract class Companion
{
    /// <summary>Begins with the run and ends soon after <paramref name="stop"/>, which comes when no further request is sent.</summary>
    public abstract Task RunAsync(RunClock clock, CancellationToken stop);

    /// <summary>Once all requests have ended: tidies up.</summary>
    public virtual Task EndAsync(RunClock clock) => Task.CompletedTask;

    /// <summary>Adds what it saw to the run's JSON.</summary>
    public abstract void AddTo(JsonObject json);

    /// <summary>The same as a table; null for nothing to show.</summary>
    public abstract TextTable? Table();
}
