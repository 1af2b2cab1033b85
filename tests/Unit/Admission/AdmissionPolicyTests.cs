using Orchestrator.Policies.Admission;
using Xunit;

namespace Orchestrator.Unit.Admission;

public sealed class AdmissionPolicyTests
{
    [Fact]
    public void The_front_of_the_queue_asks_often_and_its_end_twice_a_second()
    {
        var asks = Enumerable.Range(0, 5000).Select(AdmissionPolicy.AskAgainAfter).ToList();
        Assert.Equal(asks.Order(), asks);
        Assert.Equal(TimeSpan.FromMilliseconds(10), asks[0]);
        Assert.Equal(TimeSpan.FromMilliseconds(500), asks[^1]);
    }

    [Fact]
    public void A_ticket_outlives_three_lost_questions_at_every_place() =>
        Assert.All(Enumerable.Range(0, 5000).Select(AdmissionPolicy.AskAgainAfter), ask => Assert.True(AdmissionPolicy.TicketLife(ask) > 3 * ask));

    [Fact]
    public void A_ticket_outlives_a_lost_call_to_the_cluster() =>
        Assert.True(AdmissionPolicy.TicketLife(AdmissionPolicy.AskAgainAfter(0)) > TimeSpan.FromSeconds(2), "the call's response time-out is 2 s");

    [Fact]
    public void The_longer_the_queue_the_later_a_refused_request_may_return()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), AdmissionPolicy.RetryAfter(0));
        Assert.Equal(TimeSpan.FromSeconds(5), AdmissionPolicy.RetryAfter(4096));
    }
}
