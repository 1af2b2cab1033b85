using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Grains.Scaling;
using Xunit;

namespace Orchestrator.Unit.Scaling;

/// <summary>What stands in the log of an autoscaler's decisions.</summary>
public sealed class DecisionLogTests
{
    private readonly DecisionLog _log = new();

    [Fact]
    public void The_same_advice_is_entered_once_and_every_shift_that_was_ordered_is()
    {
        for (var i = 0; i < 3; i++) _log.Add(Record(ScalingMode.Advisory, "a"), TimeSpan.FromSeconds(i));
        _log.Add(Record(ScalingMode.Advisory, "b"), TimeSpan.FromSeconds(3));
        for (var i = 4; i < 6; i++) _log.Add(Record(ScalingMode.Active, "a"), TimeSpan.FromSeconds(i));
        Assert.Equal(["a", "b", "a", "a"], _log.Newest(10).Reverse().Select(r => r.Shifts[0].Worker.Value));
        Assert.Equal([4L, 3, 2, 1], _log.Newest(10).Select(r => r.Number));
    }

    private static ScalingRecord Record(ScalingMode mode, string worker) => new(
        0, default, mode, ScalingVerdict.Shifts, "", new RoleCounts(1, 2, 0), [new RoleShift(new WorkerId(worker), WorkerRole.Decode, WorkerRole.Prefill, "")],
        ImmutableSortedDictionary<string, string>.Empty, default, null);
}
