using NBomber.Contracts;
using NBomber.CSharp;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.NBomber;

/// <summary>A plan's arrivals as NBomber takes them: so many in each second. Its own warm-up comes before, and is not the plan's.</summary>
internal static class Injections
{
    public static IEnumerable<LoadSimulation> PerSecond(IReadOnlyList<LoadRequest> plan, LoadOptions options)
    {
        var second = TimeSpan.FromSeconds(1);
        var counts = new int[Math.Max(1, (int)Math.Ceiling(options.Duration.TotalSeconds))];
        foreach (var request in plan.Where(r => r.At >= options.Warmup)) counts[Math.Clamp((int)(request.At - options.Warmup).TotalSeconds, 0, counts.Length - 1)]++;
        for (var i = 0; i < counts.Length;)
        {
            var same = counts.Skip(i).TakeWhile(count => count == counts[i]).Count();
            yield return counts[i] > 0 ? Simulation.Inject(counts[i], second, same * second) : Simulation.Pause(same * second);
            i += same;
        }
    }
}
