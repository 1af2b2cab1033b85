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

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 100, 1)]
    [InlineData(10, 100, 1)]
    [InlineData(400, 100, 2)]
    [InlineData(401, 100, 3)]
    [InlineData(4096, 100, 21)]
    [InlineData(4096, 1, 60)]
    [InlineData(1, 0, 60)]
    public void A_refused_request_may_return_when_half_of_the_queue_has_been_served(int waiting, double placedPerSecond, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), AdmissionPolicy.RetryAfter(waiting, placedPerSecond));
}
