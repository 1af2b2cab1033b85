using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Model.Simulated;
using Xunit;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>A simulated link carries one block after the other.</summary>
public sealed class LinkTests
{
    [Fact]
    public async Task Blocks_wait_for_those_before_them()
    {
        var clock = new ManualClock();
        var link = new SimulatedLink(0.001, clock);
        var blocks = Enumerable.Range(0, 3).Select(_ => link.CarryAsync(10, CancellationToken.None).AsTask()).ToList();
        for (var i = 0; i < blocks.Count; i++)
        {
            Assert.False(blocks[i].IsCompleted);
            clock.Advance(TimeSpan.FromMilliseconds(10));
            Assert.Equal(TimeSpan.FromMilliseconds(10), await blocks[i]);
        }
    }

    [Fact]
    public async Task Waits_too_short_for_a_timer_are_waited_for_together()
    {
        var clock = new ManualClock();
        var link = new SimulatedLink(0.0001, clock);
        for (var i = 0; i < 9; i++) Assert.True(link.CarryAsync(1, CancellationToken.None).AsTask().IsCompleted);
        var tenth = link.CarryAsync(1, CancellationToken.None).AsTask();
        Assert.False(tenth.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await tenth;
    }
}
