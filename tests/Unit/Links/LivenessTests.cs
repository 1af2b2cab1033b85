using Orchestrator.Contracts.Protocol;
using Orchestrator.Gateway.Links;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Links;

public sealed class LivenessTests
{
    private readonly ManualClock _clock = new();
    private readonly Liveness _liveness;

    public LivenessTests() => _liveness = new Liveness(_clock);

    [Fact]
    public void A_worker_that_reports_lives()
    {
        for (var i = 0; i < 100; i++)
        {
            Hear(step: 5, busy: false);
            Assert.Null(After(2.75));
        }
    }

    [Fact]
    public void Three_seconds_of_silence_are_the_end()
    {
        Hear(step: 1, busy: false);
        Assert.Null(After(3));
        Assert.Equal("nothing was heard for 3.3 s", After(0.25));
    }

    [Fact]
    public void A_worker_that_was_never_heard_has_the_same_three_seconds()
    {
        Assert.Null(After(3));
        Assert.NotNull(After(0.25));
    }

    [Fact]
    public void A_judge_who_slept_himself_has_heard_nothing_and_begins_anew()
    {
        Hear(step: 1, busy: true);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(_liveness.Judge());
        Assert.Null(After(2));
        Assert.NotNull(After(0.25));
    }

    [Theory]
    [InlineData(10u, 2.0)]
    [InlineData(500u, 5.0)]
    public void A_step_that_takes_over_ten_times_what_was_expected_and_two_seconds_is_a_hung_worker_however_often_it_reports(uint expected, double limit)
    {
        Hear(step: 41, busy: true, expected);
        for (var time = 0.25; time <= limit; time += 0.25)
        {
            Assert.Null(After(0.25));
            Hear(step: 41, busy: true, expected);
        }
        Assert.Equal($"step 42 has run for {limit + 0.25:0.0} s; expected were {expected / 1000.0:0.00} s", After(0.25));
    }

    [Fact]
    public void Every_new_step_starts_the_time_anew()
    {
        for (var step = 0; step < 30; step++)
        {
            Hear((ulong)step, busy: true);
            Assert.Null(After(1.75));
        }
    }

    [Fact]
    public void An_idle_worker_makes_no_steps_and_lives()
    {
        for (var i = 0; i < 30; i++)
        {
            Hear(step: 7, busy: false);
            Assert.Null(After(1));
        }
        Hear(step: 7, busy: true);
        Assert.Null(After(1.75));
    }

    private void Hear(ulong step, bool busy, uint expected = 1) => _liveness.Heard(new StepReport { Step = step, Busy = busy, ExpectedStepMs = expected });

    private string? After(double seconds)
    {
        // The judge looks four times a second.
        for (var quarters = (int)Math.Round(seconds * 4); quarters > 0; quarters--)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.25));
            if (_liveness.Judge() is { } verdict) return verdict;
        }
        return null;
    }
}
