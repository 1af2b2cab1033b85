using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Routing;

/// <summary>What tests say of plans.</summary>
internal static class Plans
{
    /// <summary>"prefill>decode", one name when one worker does both.</summary>
    public static string Names(this RoutePlan plan) => plan is not RoutePlan.Assigned assigned ? plan.ToString()
        : assigned.IsSplit ? $"{assigned.Prefill.Life.Worker}>{assigned.Decode.Life.Worker}"
        : assigned.Prefill.Life.Worker.Value;

    /// <summary>The same attempt, workers, epochs and tickets: the second answer is the first again.</summary>
    public static void AssertSame(RoutePlan expected, RoutePlan actual)
    {
        var (first, second) = (Assert.IsType<RoutePlan.Assigned>(expected), Assert.IsType<RoutePlan.Assigned>(actual));
        Assert.Equal((first.Attempt, first.Prefill, first.Decode, first.Reason), (second.Attempt, second.Prefill, second.Decode, second.Reason));
    }
}
