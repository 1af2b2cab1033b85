using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Generation;
using Orchestrator.Unit.Engine;
using Xunit;
using static Orchestrator.Unit.Generation.PolicyPlay;

namespace Orchestrator.Unit.Generation;

/// <summary>What a choice tells of itself at its end: when it passed its stages, where it ran, and what was cached there.</summary>
public sealed class CourseTests
{
    private readonly ManualClock _clock = new();
    private readonly GenerationCourse _course;

    public CourseTests() => _course = new GenerationCourse(_clock);

    [Fact]
    public void Every_stage_has_its_time_since_the_arrival()
    {
        Pass(1000);
        var arrived = _clock.GetTimestamp();
        After(5, Wait(0.2));
        After(200, Cached(Plan(1, "p", "d"), 48));
        // Who only expects keys and values computes nothing yet.
        After(30, Accepted("d"));
        After(10, Accepted("p"));
        Pass(100);
        _course.Gave(new GenerationEvent.Token(7, null, Cached: 32));
        Pass(20);
        _course.Gave(new GenerationEvent.Token(8, null));
        Pass(35);
        Assert.Equal(new RequestOutcome(2, "length", 2, Ms(345), Ms(400))
        {
            Planned = Ms(205),
            Accepted = Ms(245),
            Attempts = 1,
            Worker = Life("d").Worker,
            PrefillWorker = Life("p").Worker,
            CachedTokens = 32,
            CachedTokensPredicted = 48,
        }, _course.ToOutcome(2, "length", 2, arrived));
    }

    [Fact]
    public void After_a_recovery_the_first_times_stand_and_the_workers_are_the_last()
    {
        After(10, Cached(Plan(1, "a"), 16));
        After(10, Accepted("a"));
        Pass(10);
        _course.Gave(new GenerationEvent.Token(7, null, Cached: 16));
        After(10, LinkLost("a"));
        After(10, Plan(2, "b"));
        After(10, Accepted("b", attempt: 2));
        var outcome = _course.ToOutcome(0, "stop", 1, 0);
        Assert.Equal((Ms(10), Ms(20), Ms(30), Ms(60)), (outcome.Planned, outcome.Accepted, outcome.TimeToFirstToken, outcome.Duration));
        Assert.Equal((2, "b", "b", 16, 16), (outcome.Attempts, outcome.Worker?.Value, outcome.PrefillWorker?.Value, outcome.CachedTokens, outcome.CachedTokensPredicted));
    }

    [Fact]
    public void The_word_of_an_attempt_that_was_given_up_is_no_acceptance()
    {
        After(10, Plan(1, "a"));
        After(10, Plan(2, "a"));
        After(10, Accepted("a", attempt: 1));
        Assert.Null(_course.ToOutcome(0, "failed", 0, 0).Accepted);
        After(10, Accepted("a", attempt: 2));
        Assert.Equal(Ms(40), _course.ToOutcome(0, "failed", 0, 0).Accepted);
    }

    [Fact]
    public void A_choice_that_was_never_placed_says_only_how_long_it_took()
    {
        After(10, Wait(1));
        After(990, Refuse(3));
        Assert.Equal(new RequestOutcome(0, "failed", 0, null, Ms(1000)), _course.ToOutcome(0, "failed", 0, 0));
    }

    [Fact]
    public async Task A_generation_notes_its_course_as_it_runs()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.ThenWait(0.25).Then(attempt => new RoutePlan.Assigned(attempt, worker.Target, worker.Target, "as the test says", []) { CachedTokens = 3 });
        await using var reading = stage.Run();
        // Its own timer for the deadline, and the pause before it asks again.
        await Eventually.TrueAsync(() => stage.Clock.Timers == 2, () => $"{stage.Clock.Timers} timers");
        stage.Clock.Advance(Ms(250));
        await worker.WorkAsync();
        stage.Clock.Advance(Ms(50));
        worker.Accept(stage.Key(1));
        worker.Token(stage.Key(1), 0);
        await reading.HasAsync(1);
        stage.Clock.Advance(Ms(700));
        worker.Token(stage.Key(1), 1);
        worker.End(stage.Key(1), 2);
        await reading.EndAsync();
        Assert.Equal(new RequestOutcome(stage.Input.Choice, "length", 2, Ms(300), Ms(1000))
        {
            Planned = Ms(250),
            Accepted = Ms(300),
            Attempts = 1,
            Worker = worker.Life.Worker,
            PrefillWorker = worker.Life.Worker,
            CachedTokens = 0,
            CachedTokensPredicted = 3,
        }, reading.Outcome("length", 0));
    }

    private static Happening.Answered Cached(Happening planned, int tokens) => planned is Happening.Answered { Plan: RoutePlan.Assigned plan }
        ? new Happening.Answered(plan with { CachedTokens = tokens })
        : throw new ArgumentException($"{planned}");

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void Pass(double milliseconds) => _clock.Advance(Ms(milliseconds));

    private void After(double milliseconds, Happening happened)
    {
        Pass(milliseconds);
        _course.Saw(happened);
    }
}
