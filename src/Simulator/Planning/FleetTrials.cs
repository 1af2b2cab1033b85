using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Planning;

/// <summary>Lets fleets serve the workload and says whether they hold the service level.</summary>
/// <param name="workload">The same for all.</param>
/// <param name="level">What is promised to a request.</param>
/// <param name="attainment">Share of the requests that must be served so.</param>
/// <param name="isByMinute">In every minute; otherwise over all.</param>
internal sealed class FleetTrials(Workload workload, ServiceLevel level, double attainment, bool isByMinute)
{
    public Workload Workload => workload;

    public ServiceLevel Level => level;

    public double Attainment => attainment;

    /// <summary>Fleets tried.</summary>
    public int Count { get; private set; }

    public FleetTrial Run(FleetOptions options)
    {
        Count++;
        var run = new FleetRun(options, workload);
        run.Scores.Watch(level);
        // Once too many were served badly nothing can make it good.
        var most = (1 - attainment) * workload.Arrivals.Count;
        var scores = run.Run(enough: so => so.Missed > most);
        var holds = scores.Missed <= most && (!isByMinute || level.ByMinute(scores).All(m => !(m < attainment)));
        var (first, tokens) = (scores.TurnedAway, 0);
        for (var i = 0; i < workload.Arrivals.Count; i++)
        {
            if (double.IsNaN(scores.FirstToken[i]) || level.Keeps(scores, i)) continue;
            if (scores.PerToken[i] > level.PerToken) tokens++;
            else first++;
        }
        return new FleetTrial(scores, holds, first, tokens);
    }
}
