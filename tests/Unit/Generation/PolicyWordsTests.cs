using Orchestrator.Contracts.Protocol;
using Orchestrator.Gateway.Generation;
using Xunit;
using static Orchestrator.Unit.Generation.PolicyPlay;

namespace Orchestrator.Unit.Generation;

/// <summary>The policy's table, second part: while workers compute, and at the end.</summary>
public sealed class PolicyWordsTests
{
    [Fact]
    public void Acceptance_is_noted()
    {
        var play = new PolicyPlay().Placed("w");
        Assert.False(play.State.Phase.Held!.IsAccepted);
        Assert.Equal("", play.On(Accepted("w")));
        Assert.True(play.State.Phase.Held!.IsAccepted);
    }

    [Fact]
    public void The_next_token_goes_out_and_one_that_is_early_waits()
    {
        var play = Running();
        Assert.Equal("", play.On(Token("w", 1)));
        Assert.Equal("token 100; token 101", play.On(Token("w", 0)));
        Assert.Equal("", play.On(Token("w", 0)));
    }

    [Fact]
    public void Words_on_an_older_attempt_change_nothing()
    {
        var play = Running().After(LinkLost("w")).Placed("v");
        foreach (var word in new[] { Token("w", 0), Ended("w", 0), Refused("w"), LinkLost("w"), TransferFailed("w"), HandedOff("w"), Accepted("w") }) Assert.Equal("", play.On(word));
        Assert.Equal("Running", play.Phase);
    }

    [Fact]
    public void The_end_is_given_with_its_last_token()
    {
        var play = Running();
        Assert.Equal("", play.On(Ended("w", 2)));
        Assert.Equal("token 100", play.On(Token("w", 0)));
        Assert.Equal("token 101; finished by length", play.On(Token("w", 1)));
        Assert.Equal("Over", play.Phase);
    }

    [Fact]
    public void An_end_token_finishes_the_answer_short_of_its_length() => Assert.Equal("finished", Running().After(Token("w", 0)).On(Ended("w", 1, Contracts.Protocol.Ended.Types.Reason.EndToken)));

    [Fact]
    public void A_split_answer_that_ends_before_its_hand_over_is_known_is_cancelled()
    {
        Assert.Equal("cancel 1; finished by length", Split().After(Token("p", 0)).On(Ended("p", 1)));
        Assert.Equal("cancel 1; token 101; finished by length", Split().After(Token("p", 0), Ended("d", 2)).On(Token("d", 1)));
    }

    [Fact]
    public void A_split_answer_that_ends_after_its_hand_over_is_only_finished() => Assert.Equal("finished by length", Split().After(Token("p", 0), HandedOff("p"), Token("d", 1)).On(Ended("d", 2)));

    [Fact]
    public void The_deadline_ends_the_answer_whoever_says_so()
    {
        Assert.Equal("cancel 1; failed Late", Running().On(Ended("w", 0, Contracts.Protocol.Ended.Types.Reason.Deadline)));
        Assert.Equal("cancel 1; failed Late", Running().On(new Happening.DeadlinePassed()));
        Assert.Equal("cancel 1; failed Late", Running().After(Ended("w", 2)).On(new Happening.DeadlinePassed()));
    }

    [Theory]
    [InlineData(Contracts.Protocol.Ended.Types.Reason.NotANumber)]
    [InlineData(Contracts.Protocol.Ended.Types.Reason.Failed)]
    public void Nonsense_is_a_fault(Ended.Types.Reason reason) =>
        Assert.Equal("cancel 1; ask after 1: WorkerFault, without w, 1 faults", Running().On(Ended("w", 1, reason)));

    [Theory]
    [InlineData(Contracts.Protocol.Refused.Types.Reason.TooLong)]
    [InlineData(Contracts.Protocol.Refused.Types.Reason.Invalid)]
    public void What_no_worker_can_do_fails_at_once(Refused.Types.Reason reason) => Assert.Equal("cancel 1; failed Refused", new PolicyPlay().Placed("w").On(Refused("w", reason)));

    [Fact]
    public void A_decode_worker_that_refuses_before_the_hand_over_is_replaced() => Assert.Equal("ask after 1: Refused, keep p, without d, 0 faults", Split().On(Refused("d")));

    [Fact]
    public void Any_other_refusal_starts_over()
    {
        Assert.Equal("cancel 1; ask after 1: Refused, without p, 0 faults", Split().On(Refused("p")));
        Assert.Equal("cancel 1; ask after 1: Refused, without d, 0 faults", Split().After(HandedOff("p")).On(Refused("d")));
        Assert.Equal("cancel 1; ask after 1: Refused, without w, 0 faults", Running().On(Refused("w")));
    }

    [Fact]
    public void A_hundred_refusals_are_borne_and_after_the_next_nobody_can_serve()
    {
        var play = new PolicyPlay().Placed("w");
        for (var attempt = 1; attempt <= GenerationPolicy.MaxRefusals; attempt++) play.After(Refused("w", attempt: attempt)).Placed("w");
        Assert.Equal("cancel 101; failed Unavailable", play.On(Refused("w", attempt: 101)));
    }

    [Fact]
    public void A_transfer_that_fails_keeps_the_prefill() => Assert.Equal("ask after 1: TransferFailed, keep p, without d, 0 faults", Split().On(TransferFailed("p")));

    [Fact]
    public void Failed_transfers_of_one_attempt_after_the_other_leave_out_all_their_decode_workers() =>
        Assert.Equal("ask after 2: TransferFailed, keep p, without d e, 0 faults", Split().After(TransferFailed("p")).Placed("p", "e").On(TransferFailed("p", 2)));

    [Fact]
    public void A_lost_decode_worker_before_the_hand_over_keeps_the_prefill_and_is_a_fault() =>
        Assert.Equal("ask after 1: TransferFailed, keep p, without d, 1 faults", Split().On(LinkLost("d")));

    [Fact]
    public void The_third_lost_decode_worker_starts_over_and_counts_once()
    {
        var play = Split().After(LinkLost("d")).Placed("p", "e").After(LinkLost("e", 2)).Placed("p", "f");
        Assert.Equal("cancel 3; ask after 3: WorkerFault, without d e f, 3 faults", play.On(LinkLost("f", 3)));
    }

    [Fact]
    public void A_decode_worker_lost_after_two_faults_counts_even_before_anybody_has_accepted()
    {
        var play = Running().After(LinkLost("w")).Placed("v").After(Accepted("v", 2), LinkLost("v", 2)).Placed("p", "d");
        Assert.Equal("cancel 3; ask after 3: Refused, without d v w, 3 faults", play.On(LinkLost("d", 3)));
    }

    [Fact]
    public void A_worker_lost_before_it_accepted_is_no_fault() => Assert.Equal("cancel 1; ask after 1: Refused, without w, 0 faults", new PolicyPlay().Placed("w").On(LinkLost("w")));

    [Fact]
    public void A_lost_worker_that_is_still_needed_is_a_fault()
    {
        Assert.Equal("cancel 1; ask after 1: WorkerFault, without w, 1 faults", Running().On(LinkLost("w")));
        Assert.Equal("cancel 1; ask after 1: WorkerFault, without p, 1 faults", Split().On(LinkLost("p")));
        Assert.Equal("cancel 1; ask after 1: WorkerFault, without d, 1 faults", Split().After(HandedOff("p")).On(LinkLost("d")));
        // It had the first token, and that has not come.
        Assert.Equal("cancel 1; ask after 1: WorkerFault, without p, 1 faults", Split().After(Token("d", 1)).On(LinkLost("p")));
        // It had said the end, and a token before it is missing.
        Assert.Equal("cancel 1; ask after 1: WorkerFault, without w, 1 faults", Running().After(Ended("w", 2)).On(LinkLost("w")));
    }

    [Fact]
    public void A_prefill_worker_lost_after_its_token_and_its_hand_over_is_not_missed()
    {
        Assert.Equal("", Split().After(Token("p", 0), HandedOff("p")).On(LinkLost("p")));
        // A token of the decode worker proves the hand-over.
        Assert.Equal("", Split().After(Token("p", 0), Token("d", 1)).On(LinkLost("p")));
    }

    [Fact]
    public void A_client_that_leaves_cancels_what_runs()
    {
        Assert.Equal("cancel 1", Running().On(new Happening.ClientLeft()));
        Assert.Equal("cancel 1", Split().After(TransferFailed("p")).On(new Happening.ClientLeft()));
        Assert.Equal("cancel 1", Split().After(TransferFailed("p"), Plan(2, "p", "e")).On(new Happening.ClientLeft()));
        Assert.Equal("", new PolicyPlay().On(new Happening.ClientLeft()));
        Assert.Equal("", new PolicyPlay().After(Plan(1, "w")).On(new Happening.ClientLeft()));
        // The worker holds nothing any more; only a token is on its way.
        Assert.Equal("", Running().After(Ended("w", 2)).On(new Happening.ClientLeft()));
    }

    [Fact]
    public void A_client_that_falls_behind_is_cut_off() => Assert.Equal("cancel 1; failed Overrun", Running().On(new Happening.Overran()));

    [Fact]
    public void After_the_end_nothing_matters()
    {
        var play = Running().After(Token("w", 0), Ended("w", 1));
        foreach (var late in new[] { Token("w", 1), LinkLost("w"), Refused("w"), Plan(2, "v"), new Happening.Connected(), new Happening.ClientLeft(), new Happening.DeadlinePassed(), new Happening.Overran() })
            Assert.Equal(("", "Over"), (play.On(late), play.Phase));
    }
}
