namespace Orchestrator.Simulator.Peers;

/// <summary>
/// The load loop of Dynamo's planner: a pool gets one worker more when all of its workers are slower than promised, and one fewer when all are
/// below 0.8 of it. Pools are separate: a worker is ended, with what runs there, and another one started.
/// </summary>
internal static class DynamoPlanner
{
    private const double Comfortable = 0.8;

    /// <summary>+1, -1 or 0 workers for a pool.</summary>
    /// <param name="seconds">What each worker makes its requests wait: for the first token, or for the next one.</param>
    /// <param name="promised">Seconds that are promised.</param>
    public static int Change(IReadOnlyList<double> seconds, double promised)
    {
        if (seconds.Count == 0) return 0;
        if (seconds.All(s => s > promised)) return 1;
        return seconds.Count > 1 && seconds.All(s => s < Comfortable * promised) ? -1 : 0;
    }
}
