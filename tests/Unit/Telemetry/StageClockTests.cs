using Orchestrator.Gateway.Metering;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Telemetry;

public sealed class StageClockTests
{
    [Fact]
    public void Stages_add_up_to_all_time_however_often_one_comes_back()
    {
        var random = RandomSeed.New();
        var clock = new ManualClock();
        var began = clock.GetTimestamp();
        var stages = new StageClock(clock, began);
        var passed = new HashSet<RequestStage>();
        for (var i = 0; i < 200; i++)
        {
            clock.Advance(TimeSpan.FromTicks(random.Next(100_000)));
            var stage = (RequestStage)random.Next(8);
            stages.Passed(stage);
            passed.Add(stage);
        }
        var all = Enum.GetValues<RequestStage>();
        Assert.Equal(clock.GetElapsedTime(began), TimeSpan.FromTicks(all.Sum(s => stages.In(s)?.Ticks ?? 0)));
        Assert.All(all, s => Assert.Equal(passed.Contains(s), stages.In(s) is not null));
    }
}
