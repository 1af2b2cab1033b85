using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Routing;

/// <summary>A worker and its load as the router believes it: the last report plus what was handed out since.</summary>
/// <param name="Status">As last reported.</param>
/// <param name="HandedOut">Work assigned that the report does not contain.</param>
public readonly record struct WorkerLoad(WorkerStatus Status, int HandedOut)
{
    /// <summary>Sequences it has to serve.</summary>
    public int Sequences => Status.Running + Status.Waiting + HandedOut;

    /// <summary>Sequences it would still take.</summary>
    public int Room => Math.Max(0, Status.MaxSequences - Sequences);
}
