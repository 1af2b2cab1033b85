using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Answers;
using Xunit;

namespace Orchestrator.Unit.Telemetry;

/// <summary>Goodput: what counts as an answer in time.</summary>
public sealed class AnswerTargetsTests
{
    [Theory]
    [InlineData("stop", 500, 11, 1000, true)]
    [InlineData("length", 500, 11, 1000, true)]
    [InlineData("stop", 501, 11, 1000, false)]
    [InlineData("stop", 500, 11, 1001, false)]
    // One token has no gap, whatever it takes to close the answer.
    [InlineData("stop", 500, 1, 5000, true)]
    [InlineData("cancelled", 10, 11, 100, false)]
    [InlineData("failed", 10, 11, 100, false)]
    public void An_answer_in_time_ends_by_itself_and_keeps_both_targets(string finish, int first, int tokens, int all, bool isInTime)
    {
        var targets = new AnswerTargets(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(50));
        Assert.Equal(isInTime, targets.AreKeptBy(new RequestOutcome(0, finish, tokens, TimeSpan.FromMilliseconds(first), TimeSpan.FromMilliseconds(all))));
    }

    [Fact]
    public void Without_a_token_nothing_is_in_time() =>
        Assert.False(new AnswerTargets(TimeSpan.FromHours(1), TimeSpan.FromHours(1)).AreKeptBy(new RequestOutcome(0, "stop", 0, null, TimeSpan.Zero)));
}
