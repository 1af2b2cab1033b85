using Orchestrator.Silo.Supervision;
using Xunit;

namespace Orchestrator.Unit.Supervision;

public sealed class BackOffTests
{
    [Fact]
    public void The_first_pause_is_none_and_each_next_one_twice_as_long_up_to_half_a_minute()
    {
        var backOff = new BackOff();
        double[] expected = [0, 0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30];
        Assert.Equal(expected, expected.Select(_ => backOff.After(TimeSpan.FromSeconds(1)).TotalSeconds));
    }

    [Fact]
    public void A_worker_that_ran_for_a_minute_starts_again_at_once()
    {
        var backOff = new BackOff();
        for (var i = 0; i < 6; i++) backOff.After(TimeSpan.Zero);
        Assert.Equal(8, backOff.After(TimeSpan.FromSeconds(60)).TotalSeconds);
        Assert.Equal(0, backOff.After(TimeSpan.FromSeconds(61)).TotalSeconds);
        Assert.Equal(0.25, backOff.After(TimeSpan.FromSeconds(5)).TotalSeconds);
    }
}
