using Orchestrator.Policies.Cost;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Model.Simulated;
using Xunit;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>A simulated step takes what the cost model says, no more and no less.</summary>
public sealed class StepTimeTests
{
    private static readonly StepCost s_cost = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One);

    [Fact]
    public void A_step_takes_the_time_of_its_prompts_and_answers_together()
    {
        var expected = s_cost.Seconds(StepWork.Prefill(20, before: 5, ends: false) + StepWork.Prefill(10) + StepWork.Decode(2, 8 + 31));
        Assert.Equal(expected, Took(s_cost, 1, (5, 20, false), (0, 10, true), (7, 1, true), (30, 1, true)), 6);
    }

    [Fact]
    public void A_faster_device_takes_less() => Assert.Equal(s_cost.Seconds(StepWork.Prefill(64)) / 4, Took(s_cost, 4, (0, 64, true)), 6);

    [Fact]
    public void A_fixed_step_takes_its_time_whatever_is_in_it()
    {
        var times = new FixedStepTimes(TimeSpan.FromMilliseconds(20));
        Assert.Equal(0.02, Took(times, 1, (0, 1, true)), 6);
        Assert.Equal(0.02, Took(times, 1, (0, 200, true), (9, 1, true)), 6);
    }

    [Fact]
    public void What_the_engine_does_between_two_steps_makes_an_answer_no_slower()
    {
        var (clock, step) = (new ManualClock(), TimeSpan.FromMilliseconds(20));
        using var device = SimulatedDevices.New(new FixedStepTimes(step), clock);
        for (var length = 0; length < 50; length++)
        {
            device.Forward(Batches.Of((length, 1, true)), new float[SimulatedDevices.Vocab], null);
            clock.Advance(TimeSpan.FromMilliseconds(3));
        }
        Assert.Equal(50 * step + TimeSpan.FromMilliseconds(3), TimeSpan.FromTicks(clock.GetTimestamp()));
    }

    [Fact]
    public void After_a_pause_a_step_takes_its_whole_time()
    {
        var (clock, step) = (new ManualClock(), TimeSpan.FromMilliseconds(20));
        using var device = SimulatedDevices.New(new FixedStepTimes(step), clock);
        device.Forward(Batches.Of((0, 3, true)), new float[SimulatedDevices.Vocab], null);
        clock.Advance(TimeSpan.FromMilliseconds(7));
        device.Forward(Batches.Of((0, 5, true)), new float[SimulatedDevices.Vocab], null);
        Assert.Equal(2 * step + TimeSpan.FromMilliseconds(7), TimeSpan.FromTicks(clock.GetTimestamp()));
    }

    [Fact]
    public void A_process_that_stood_still_does_not_race()
    {
        var (clock, step) = (new ManualClock(), TimeSpan.FromMilliseconds(20));
        using var device = SimulatedDevices.New(new FixedStepTimes(step), clock);
        device.Forward(Batches.Of((0, 1, true)), new float[SimulatedDevices.Vocab], null);
        clock.Advance(TimeSpan.FromSeconds(10));
        for (var length = 1; length < 100; length++) device.Forward(Batches.Of((length, 1, true)), new float[SimulatedDevices.Vocab], null);
        Assert.Equal(TimeSpan.FromSeconds(10) + 100 * step - TimeSpan.FromMilliseconds(100), TimeSpan.FromTicks(clock.GetTimestamp()));
    }

    [Fact]
    public void Layers_are_ready_one_after_the_other_within_the_step()
    {
        var clock = new ManualClock();
        using var device = SimulatedDevices.New(new FixedStepTimes(TimeSpan.FromMilliseconds(40)), clock, layers: 4);
        var written = new List<(int, double)>();
        device.Forward(Batches.Of((0, 8, false)), [], layer => written.Add((layer, TimeSpan.FromTicks(clock.GetTimestamp()).TotalMilliseconds)));
        Assert.Equal([(0, 10), (1, 20), (2, 30), (3, 40)], written);
    }

    [Fact]
    public void The_machine_s_sleep_does_not_end_early()
    {
        var until = System.Diagnostics.Stopwatch.GetTimestamp() + System.Diagnostics.Stopwatch.Frequency / 500;
        SleepUntil.Time(until);
        Assert.True(System.Diagnostics.Stopwatch.GetTimestamp() >= until);
    }

    // Seconds of one step whose sequences have (start, new tokens, a logit wanted).
    private static double Took(IStepTimes times, double speed, params (int Start, int Count, bool Logit)[] parts)
    {
        var clock = new ManualClock();
        using var device = SimulatedDevices.New(times, clock, speed: speed);
        device.Forward(Batches.Of(parts), new float[parts.Count(p => p.Logit) * SimulatedDevices.Vocab], null);
        return TimeSpan.FromTicks(clock.GetTimestamp()).TotalSeconds;
    }
}
