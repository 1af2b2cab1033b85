using Orchestrator.Contracts.Protocol;
using Orchestrator.Gateway.Generation;
using Xunit;
using static Orchestrator.Unit.Generation.PolicyPlay;

namespace Orchestrator.Unit.Generation;

/// <summary>The policy's table, third part: a running answer whose worker wants to be rid of it.</summary>
public sealed class PolicyMigrationTests
{
    [Fact]
    public void A_place_is_sought_without_the_worker_that_asks_and_the_answer_goes_on()
    {
        var play = Running().After(Token("w", 0));
        Assert.Equal("seek 2: Migration, keep w, without w, 0 faults", play.On(Leaving("w")));
        Assert.Equal("token 101", play.On(Token("w", 1)));
        // It is asked again only when the question is answered.
        Assert.Equal("", play.On(Leaving("w")));
    }

    [Fact]
    public void The_other_worker_accepts_before_anything_is_sent()
    {
        var play = Running().After(Token("w", 0), Token("w", 1), Leaving("w"));
        Assert.Equal("announce 2 from w with 1", play.On(Placed(2, "v")));
        Assert.Equal("token 102", play.On(Token("w", 2)));
        Assert.Equal("migrate 1 to 2", play.On(Accepted("v", 2)));
        Assert.Equal("", play.On(Accepted("v", 2)));
    }

    [Fact]
    public void It_has_arrived_when_its_worker_says_so()
    {
        var play = Sent();
        Assert.Equal("token 101", play.On(Token("w", 1)));
        Assert.Equal("arrived 1 as 2", play.On(HandedOff("w")));
        Assert.Equal("token 202", play.On(Token("v", 2, 2)));
        Assert.Equal("", play.On(Token("w", 2)));
        Assert.Equal("finished by length", play.On(Ended("v", 3, attempt: 2)));
    }

    [Fact]
    public void Tokens_of_both_workers_go_out_in_order_whichever_comes_first()
    {
        var play = Sent();
        Assert.Equal("", play.On(Token("v", 2, 2)));
        Assert.Equal("token 101; token 202", play.On(Token("w", 1)));
        Assert.Equal("token 203", play.On(Token("v", 3, 2)));
        Assert.Equal("arrived 1 as 2", play.On(HandedOff("w")));
    }

    [Fact]
    public void An_answer_may_end_over_there_before_its_worker_has_given_it_away()
    {
        Assert.Equal("cancel 1; cancel 2; arrived 1 as 2; token 201; finished by length", Sent().After(Ended("v", 2, attempt: 2)).On(Token("v", 1, 2)));
        Assert.Equal("arrived 1 as 2", Sent().After(Ended("v", 3, attempt: 2), Token("w", 1)).On(HandedOff("w")));
        Assert.Equal("cancel 1; cancel 2; token 101; finished by length", Sent().After(Ended("w", 2)).On(Token("w", 1)));
    }

    [Fact]
    public void Without_a_place_it_stays_and_asks_again_under_a_new_number()
    {
        var play = Running().After(Token("w", 0), Leaving("w"));
        Assert.Equal("", play.On(Placed(2, null)));
        Assert.Equal("Running", play.Phase);
        Assert.Equal("seek 3: Migration, keep w, without w, 0 faults", play.On(Leaving("w")));
        // A place under the number that was given up is none.
        Assert.Equal("", play.On(Placed(2, "v")));
    }

    [Fact]
    public void A_place_at_the_worker_itself_is_none() => Assert.Equal("", Running().After(Token("w", 0), Leaving("w")).On(Placed(2, "w")));

    [Theory]
    [InlineData(Contracts.Protocol.Refused.Types.Reason.Busy)]
    [InlineData(Contracts.Protocol.Refused.Types.Reason.StaleEpoch)]
    [InlineData(Contracts.Protocol.Refused.Types.Reason.TooLong)]
    [InlineData(Contracts.Protocol.Refused.Types.Reason.UnknownAutomaton)]
    public void A_worker_that_does_not_take_it_costs_nothing(Refused.Types.Reason reason)
    {
        var play = Announced();
        Assert.Equal("cancel 2", play.On(Refused("v", reason, 2)));
        Assert.Equal("token 101", play.On(Token("w", 1)));
        Assert.Equal("seek 3: Migration, keep w, without v w, 0 faults", play.On(Leaving("w")));
        Assert.Equal(0, play.State.Refusals);
    }

    [Fact]
    public void A_lost_link_to_a_worker_that_was_sent_nothing_costs_nothing() => Assert.Equal("cancel 2", Announced().On(LinkLost("v", 2)));

    [Fact]
    public void A_transfer_that_fails_leaves_it_where_it_is()
    {
        var play = Sent();
        Assert.Equal("cancel 2", play.On(TransferFailed("w")));
        Assert.Equal("token 101", play.On(Token("w", 1)));
        Assert.Equal("seek 3: Migration, keep w, without v w, 0 faults", play.On(Leaving("w")));
    }

    [Fact]
    public void When_the_other_worker_is_lost_its_worker_goes_on_and_a_fault_is_counted()
    {
        var play = Sent();
        Assert.Equal("cancel 2; keep 1", play.On(LinkLost("v", 2)));
        Assert.Equal("", play.On(TransferFailed("w")));
        Assert.Equal("token 101", play.On(Token("w", 1)));
        Assert.Equal("seek 3: Migration, keep w, without v w, 1 faults", play.On(Leaving("w")));
    }

    [Fact]
    public void When_the_other_worker_is_lost_with_the_answer_it_starts_over() =>
        Assert.Equal("cancel 1; ask after 2: WorkerFault, without v, 1 faults", Sent().After(LinkLost("v", 2)).On(HandedOff("w")));

    [Fact]
    public void After_two_lost_workers_it_stays_where_it_is()
    {
        var play = Sent().After(LinkLost("v", 2), TransferFailed("w"), Leaving("w"), Placed(3, "u"), Accepted("u", 3), LinkLost("u", 3), TransferFailed("w"));
        Assert.Equal((2, ""), (play.State.Faults, play.On(Leaving("w"))));
    }

    [Fact]
    public void A_worker_that_is_lost_after_the_other_has_gone_on_is_not_missed()
    {
        Assert.Equal("arrived 1 as 2", Sent().After(Token("w", 1), Token("v", 2, 2)).On(LinkLost("w")));
        // Token 1 is lost with it.
        Assert.Equal("cancel 1; cancel 2; ask after 2: WorkerFault, without w, 1 faults", Sent().After(Token("v", 2, 2)).On(LinkLost("w")));
        Assert.Equal("cancel 1; cancel 2; ask after 2: WorkerFault, without w, 1 faults", Sent().On(LinkLost("w")));
    }

    [Fact]
    public void Nonsense_over_there_is_a_fault_and_what_is_here_goes_on()
    {
        var play = Sent();
        Assert.Equal("cancel 2; keep 1", play.On(Ended("v", 2, Contracts.Protocol.Ended.Types.Reason.Failed, 2)));
        Assert.Equal("", play.On(TransferFailed("w")));
        Assert.Equal((1, "Running"), (play.State.Faults, play.Phase));
    }

    [Fact]
    public void A_client_that_leaves_is_cancelled_everywhere()
    {
        Assert.Equal("cancel 1; cancel 2", Sent().On(new Happening.ClientLeft()));
        Assert.Equal("cancel 1; cancel 2", Announced().On(new Happening.ClientLeft()));
        Assert.Equal("cancel 1", Running().After(Token("w", 0), Leaving("w")).On(new Happening.ClientLeft()));
    }

    [Fact]
    public void A_split_answer_leaves_its_decode_worker_once_it_is_handed_over()
    {
        var play = Split().After(Token("p", 0));
        Assert.Equal("", play.On(Leaving("d")));
        Assert.Equal("seek 2: Migration, keep d, without d, 0 faults", play.After(HandedOff("p")).On(Leaving("d")));
        Assert.Equal("announce 2 from d with 0", play.On(Placed(2, "e")));
        Assert.Equal("migrate 1 to 2", play.On(Accepted("e", 2)));
        Assert.Equal("arrived 1 as 2", play.On(HandedOff("d")));
    }

    [Fact]
    public void Work_that_is_given_back_is_placed_again_and_is_no_fault()
    {
        Assert.Equal("cancel 1; ask after 1: Refused, without w, 0 faults", Running().On(Refused("w", Contracts.Protocol.Refused.Types.Reason.Returned)));
        Assert.Equal("ask after 1: Refused, keep p, without d, 0 faults", Split().On(Refused("d", Contracts.Protocol.Refused.Types.Reason.Returned)));
    }

    // One token is out, the place is found.
    private static PolicyPlay Announced() => Running().After(Token("w", 0), Leaving("w"), Placed(2, "v"));

    private static PolicyPlay Sent() => Announced().After(Accepted("v", 2));
}
