using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Generation;
using Xunit;
using static Orchestrator.Unit.Generation.PolicyPlay;

namespace Orchestrator.Unit.Generation;

/// <summary>The policy's table, first part: while a choice asks for workers and reaches for them.</summary>
public sealed class PolicyPlacementTests
{
    [Fact]
    public void A_new_choice_asks_for_a_start()
    {
        var play = new PolicyPlay();
        Assert.Equal(("Asking", "ask for a start"), (play.Phase, play.Actions));
    }

    [Fact]
    public void A_plan_is_connected_to()
    {
        var play = new PolicyPlay();
        Assert.Equal("connect p d", play.On(Plan(1, "p", "d")));
        Assert.Equal(("Connecting", 1), (play.Phase, play.State.LastAttempt));
    }

    [Fact]
    public void Links_that_stand_begin_the_attempt()
    {
        var play = new PolicyPlay().After(Plan(1, "p", "d"));
        Assert.Equal("begin 1 with 0", play.On(new Happening.Connected()));
        Assert.Equal("Running", play.Phase);
    }

    [Fact]
    public void A_place_in_the_queue_is_asked_for_again_after_its_pause() => Assert.Equal("ask for a start, in 0.2 s", new PolicyPlay().On(Wait(0.2)));

    [Fact]
    public void A_silent_cluster_is_asked_again() => Assert.Equal("ask for a start, in 0.1 s", new PolicyPlay().On(NoAnswer));

    [Fact]
    public void A_pause_beyond_the_deadline_ends_the_choice()
    {
        Assert.Equal("failed Overloaded", new PolicyPlay().On(Wait(601)));
        Assert.Equal("failed Late", new PolicyPlay { Now = Input.Deadline }.On(NoAnswer));
    }

    [Theory]
    [InlineData(3, 0, "failed Overloaded")]
    [InlineData(3, 599.5, "failed Overloaded")]
    [InlineData(0, 0, "failed Broken")]
    [InlineData(0, 599.5, "failed Late")]
    public void A_refusal_ends_the_choice(double retryAfter, double later, string end)
    {
        var play = new PolicyPlay();
        play.Now += TimeSpan.FromSeconds(later);
        Assert.Equal((end, "Over"), (play.On(Refuse(retryAfter)), play.Phase));
    }

    [Fact]
    public void A_pool_without_a_worker_is_no_overload() => Assert.Equal("failed Unavailable",
        new PolicyPlay().On(new Happening.Answered(new RoutePlan.Refused("nobody is there", TimeSpan.FromSeconds(60)) { NoWorker = true })));

    [Fact]
    public void Once_the_deadline_is_over_no_worker_is_sent_anything()
    {
        Assert.Equal("failed Late", AfterTheDeadline(new PolicyPlay(), Plan(1, "w")));
        Assert.Equal("failed Late", AfterTheDeadline(new PolicyPlay().After(Plan(1, "w")), new Happening.Connected()));
        Assert.Equal("failed Late", AfterTheDeadline(new PolicyPlay().After(Plan(1, "w")), Unreachable("w")));
        Assert.Equal("cancel 1; failed Late", AfterTheDeadline(Split().After(TransferFailed("p")), Plan(2, "p", "e")));
    }

    [Fact]
    public void At_the_deadline_itself_there_is_still_time() => Assert.Equal("connect w", new PolicyPlay { Now = Input.Deadline }.On(Plan(1, "w")));

    private static string AfterTheDeadline(PolicyPlay play, Happening happened)
    {
        play.Now = Input.Deadline + TimeSpan.FromTicks(1);
        return play.On(happened);
    }

    [Fact]
    public void A_worker_that_cannot_be_reached_costs_another_question_and_no_fault()
    {
        var play = new PolicyPlay().After(Plan(1, "p", "d"));
        Assert.Equal("ask after 1: Refused, without d, 0 faults", play.On(Unreachable("d")));
        Assert.Equal("Asking", play.Phase);
    }

    [Fact]
    public void A_worker_that_refused_is_left_out_of_one_question()
    {
        var play = Running().After(Refused("w"));
        Assert.Equal("cancel 1; ask after 1: Refused, without w, 0 faults", play.Actions);
        Assert.Equal("ask after 1: Refused, 0 faults, in 0.2 s", play.On(Wait(0.2)));
    }

    [Fact]
    public void A_worker_that_failed_is_left_out_until_nobody_else_has_come_up_for_five_seconds()
    {
        var play = Running().After(LinkLost("w"));
        Assert.Equal("cancel 1; ask after 1: WorkerFault, without w, 1 faults", play.Actions);
        Assert.Equal("ask after 1: WorkerFault, without w, 1 faults, in 5 s", play.On(Wait(5)));
        play.Now += TimeSpan.FromSeconds(5);
        Assert.Equal("ask after 1: WorkerFault, 1 faults, in 0.1 s", play.On(NoAnswer));
    }

    [Fact]
    public void A_worker_that_failed_long_ago_is_left_out_of_the_next_question_all_the_same()
    {
        var play = Running().After(LinkLost("w")).Placed("v").After(Accepted("v", 2));
        play.Now += TimeSpan.FromMinutes(2);
        Assert.Equal("cancel 2; ask after 2: WorkerFault, without v w, 2 faults", play.On(LinkLost("v", 2)));
    }

    [Fact]
    public void A_worker_that_refused_and_failed_counts_as_failed()
    {
        var play = Split().After(Refused("d")).Placed("p", "d").After(LinkLost("d", 2));
        Assert.Equal("ask after 2: TransferFailed, keep p, without d, 1 faults", play.Actions);
        Assert.Equal(GenerationPlacement.UntilForgiven, play.State.Shunned[Life("d")]);
    }

    [Fact]
    public void A_new_start_gives_the_tokens_so_far_to_the_next_worker()
    {
        var play = Running().After(Token("w", 0), Token("w", 1), Token("w", 3), LinkLost("w"), Plan(2, "v"));
        Assert.Equal("begin 2 with 2", play.On(new Happening.Connected()));
        // What waited out of order is repeated.
        Assert.Equal("token 202", play.On(Token("v", 2, 2)));
        Assert.Equal("token 203", play.On(Token("v", 3, 2)));
    }

    [Fact]
    public void Another_decode_worker_gets_what_the_prefill_worker_holds()
    {
        var play = Split().After(Token("p", 0), TransferFailed("p"));
        Assert.Equal("connect p e", play.On(Plan(2, "p", "e")));
        Assert.Equal("cancel decode 1; redirect 1 to 2 with 0", play.On(new Happening.Connected()));
        Assert.Equal("Running", play.Phase);
    }

    [Fact]
    public void A_move_that_finds_nobody_starts_over()
    {
        foreach (var answer in new[] { Wait(1), NoAnswer, Refuse(1) })
            Assert.Equal("cancel 1; ask after 1: TransferFailed, without d, 0 faults", Split().After(TransferFailed("p")).On(answer));
    }

    [Fact]
    public void A_move_to_a_worker_that_cannot_be_reached_starts_over_without_it()
    {
        var play = Split().After(TransferFailed("p"), Plan(2, "p", "e"));
        Assert.Equal("cancel 1; ask after 2: TransferFailed, without d e, 0 faults", play.On(Unreachable("e")));
    }

    [Fact]
    public void Other_numerics_after_the_first_token_mark_the_answer()
    {
        var play = Running().After(Token("w", 0), LinkLost("w"), Plan(2, "v", null, "others"));
        Assert.False(play.State.IsOnOtherNumerics);
        Assert.Equal("note others after numerics; begin 2 with 1", play.On(new Happening.Connected()));
        Assert.True(play.State.IsOnOtherNumerics);
    }

    [Fact]
    public void Equal_numerics_mark_nothing() => Assert.False(Running().After(Token("w", 0), LinkLost("w")).Placed("v").State.IsOnOtherNumerics);

    [Fact]
    public void Other_numerics_before_the_first_token_mark_nothing_and_are_preferred_from_then_on()
    {
        var play = Running().After(LinkLost("w")).Placed("v", null, "others");
        Assert.Equal((false, "others"), (play.State.IsOnOtherNumerics, play.State.Fingerprint));
    }

    [Fact]
    public void The_mark_stays_when_equal_numerics_come_back()
    {
        var play = Running().After(Token("w", 0), LinkLost("w")).Placed("v", null, "others").After(Refused("v", attempt: 2)).Placed("u");
        Assert.Equal((true, "numerics"), (play.State.IsOnOtherNumerics, play.State.Fingerprint));
    }

    [Fact]
    public void What_does_not_fit_the_phase_changes_nothing()
    {
        Assert.Equal("", new PolicyPlay().On(new Happening.Connected()));
        Assert.Equal("", new PolicyPlay().On(Token("w", 0)));
        Assert.Equal("", Running().On(Plan(2, "v")));
        Assert.Equal("", Running().On(Unreachable("w")));
        Assert.Equal("", Split().After(TransferFailed("p")).On(Token("p", 0)));
    }
}
