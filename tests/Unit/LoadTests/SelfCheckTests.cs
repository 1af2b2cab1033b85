using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.SelfCheck;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>What the generator's own check expects, and when it is content.</summary>
public sealed class SelfCheckTests
{
    private static readonly KnownDelays s_delays = new(Milliseconds(50), Milliseconds(20), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData(3999, 50, 250)]
    [InlineData(4000, 1050, 1250)]
    [InlineData(4900, 150, 350)]
    [InlineData(5000, 50, 250)]
    public void Who_comes_during_the_stall_waits_for_its_end(int at, int ttft, int whole) =>
        Assert.Equal((ttft, whole), (s_delays.Ttft(Milliseconds(at)).TotalMilliseconds, s_delays.Whole(Milliseconds(at), 11).TotalMilliseconds));

    [Theory]
    // Known, the server's account, measured.
    [InlineData(50, 50, 51.9, true)]
    [InlineData(50, 50, 52.1, false)]
    [InlineData(50, 50, 47.9, false)]
    [InlineData(1000, 1000, 1019, true)]
    [InlineData(1000, 1000, 1021, false)]
    [InlineData(50, 57, 58, true)]
    [InlineData(50, 57, 50, false)]
    // A generator that holds back what it should have sent finds a quick server, and is wrong all the same.
    [InlineData(1000, 50, 50, false)]
    public void A_figure_is_right_within_two_milliseconds_or_two_percent_of_what_really_was(double known, double account, double measured, bool isRight) =>
        Assert.Equal(isRight, new CheckedFigure("x", known / 1000, account / 1000, measured / 1000).IsRight);

    [Fact]
    public void A_generator_that_leaves_out_the_stall_is_found_out()
    {
        LoadRequest[] plan = [.. Enumerable.Range(0, 500).Select(i => new LoadRequest(i * Milliseconds(20), [new PromptPiece(1, 1)], 11))];
        Assert.All(Check(plan, omits: false), f => Assert.True(f.IsRight, f.ToString()));
        Assert.Contains(Check(plan, omits: true), f => !f.IsRight && f.Name == "TTFT p99");
    }

    private static IReadOnlyList<CheckedFigure> Check(LoadRequest[] plan, bool omits)
    {
        var (account, measures) = (new ServerAccount(), new Measurements(TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        foreach (var request in plan)
        {
            var isStalled = s_delays.Ttft(request.At) > s_delays.First;
            // A closed loop sends one request into the stall and the others after it.
            var ttft = omits && isStalled ? s_delays.First : s_delays.Ttft(request.At);
            TimeSpan[] sent = [.. Enumerable.Range(0, 11).Select(i => request.At + ttft + i * s_delays.Between)];
            account.Add(request.At, sent);
            foreach (var (a, b) in sent.Zip(sent.Skip(1))) measures.Gap(a, b);
            measures.Add(new RequestResult { Intended = request.At, First = sent[0], Last = sent[^1], Ended = sent[^1], AnswerTokens = 11, Chunks = 11 });
        }
        return SelfCheckCommand.Compare(plan, s_delays, account, new RunFigures(measures, measures.Total, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
    }

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
