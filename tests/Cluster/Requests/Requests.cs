using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Cluster.Requests;

/// <summary>What gateways ask of requests' grains.</summary>
internal static class Requests
{
    /// <summary>100 prompt tokens, 50 to come, a minute's time.</summary>
    public static StartRequest Start(TestSilos silos) => new()
    {
        Choice = 0,
        PromptTokens = 100,
        MaxTokens = 50,
        Deadline = silos.Time.GetUtcNow() + TimeSpan.FromMinutes(1),
    };

    /// <summary>The attempt of that number was lost to a worker, the first time.</summary>
    public static RecoverRequest Recover(TestSilos silos, int lastAttempt) => new()
    {
        Request = Start(silos),
        LastAttempt = lastAttempt,
        TokensSoFar = 0,
        Cause = RecoverCause.WorkerFault,
        Reason = "the worker died",
        Faults = 1,
    };
}
