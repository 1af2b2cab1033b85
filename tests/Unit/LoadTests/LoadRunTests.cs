using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>The open loop, in virtual time.</summary>
public sealed class LoadRunTests
{
    // Virtual time goes on while a thread is waited for.
    private static readonly Action<Action> s_atOnce = work => work();

    private static readonly TimeSpan s_total = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Arrivals_do_not_wait_for_answers()
    {
        var (clock, measures) = (new VirtualClock(), new Measurements(TimeSpan.Zero, s_total));
        var all = new TaskCompletionSource();
        var sent = 0;
        // Nobody is answered before the last has been sent: a closed loop would stand still here.
        await new LoadRun(clock, measures, 4096) { Pool = s_atOnce }.RunAsync(Plan(200), r => r, async (request, _, _) =>
        {
            if (Interlocked.Increment(ref sent) == 200) all.SetResult();
            await all.Task;
            return Result(request, clock.Now);
        }, CancellationToken.None);
        Assert.Equal(200, measures.Since(0).Count);
        Assert.Equal(0, measures.Lateness.Percentiles()!.Max);
    }

    [Fact]
    public async Task A_stall_is_in_the_latencies_of_all_that_should_have_been_sent_meanwhile()
    {
        var measures = new Measurements(TimeSpan.Zero, s_total);
        var (from, to, service) = (TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6), TimeSpan.FromMilliseconds(10));
        await new LoadRun(new VirtualClock(), measures, 4096).RunAsync(Plan(1000), r => r, (request, _, _) =>
            Task.FromResult<RequestResult?>(Result(request, (request.At >= from && request.At < to ? to : request.At) + service)), CancellationToken.None);
        var figures = new RunFigures(measures, s_total, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        // 200 of 1,000 came during the two seconds, evenly: they wait 2 s down to 10 ms. A closed loop would have had one slow request.
        Assert.Equal(1000, figures.Requests);
        Assert.Equal(0.010, figures.Ttft!.P50, 9);
        Assert.Equal(1.010, figures.Ttft.P90, 9);
        Assert.Equal(1.910, figures.Ttft.P99, 9);
        Assert.Equal(2.010, figures.Ttft.Max, 9);
        Assert.Equal(1000 - 151, figures.Good);
    }

    [Fact]
    public async Task Lateness_of_the_generator_is_told_and_is_part_of_the_latencies()
    {
        var (clock, measures) = (new VirtualClock(), new Measurements(TimeSpan.Zero, s_total));
        await new LoadRun(clock, measures, 4096) { Pool = s_atOnce }.RunAsync(Plan(10), request =>
        {
            // Making the body of the sixth takes 1.5 s: it and the seventh are late.
            if (request.At == TimeSpan.FromSeconds(5)) clock.Advance(2500);
            return clock;
        }, (request, _, _) => Task.FromResult<RequestResult?>(Result(request, clock.Now)), CancellationToken.None);
        Assert.Equal(1.5, measures.Lateness.Percentiles()!.Max, 6);
        Assert.Equal(0.5, measures.Lateness.At(0.9), 2);
    }

    [Fact]
    public async Task The_wait_for_a_thread_is_lateness_of_the_generator()
    {
        var (clock, measures) = (new VirtualClock(), new Measurements(TimeSpan.Zero, s_total));
        await new LoadRun(clock, measures, 4096)
        {
            Pool = work =>
            {
                clock.Advance(300);
                work();
            },
        }.RunAsync(Plan(10), r => r, (request, _, _) => Task.FromResult<RequestResult?>(Result(request, clock.Now)), CancellationToken.None);
        Assert.Equal((0.3, 0.3), (Math.Round(measures.Lateness.Percentiles()!.P50, 3), Math.Round(measures.Lateness.Percentiles()!.Max, 3)));
    }

    [Fact]
    public async Task What_is_beyond_the_limit_in_flight_is_not_sent_and_an_error()
    {
        var (clock, measures) = (new VirtualClock(), new Measurements(TimeSpan.Zero, s_total));
        var end = new TaskCompletionSource();
        var run = new LoadRun(clock, measures, 3);
        var running = run.RunAsync(Plan(10), r => r, async (request, _, _) =>
        {
            await end.Task;
            return Result(request, clock.Now);
        }, CancellationToken.None);
        Assert.True(SpinWait.SpinUntil(() => run.Due == 10 && measures.Since(0).Count == 7, TimeSpan.FromSeconds(30)));
        Assert.All(measures.Since(0), r => Assert.Equal(RequestResult.NotSent, r.Error));
        end.SetResult();
        await running;
        Assert.Equal(3, measures.Since(0).Count(r => r.IsOk));
    }

    [Fact]
    public async Task A_run_that_is_stopped_sends_nothing_more_and_keeps_what_it_has()
    {
        using var stop = new CancellationTokenSource();
        var measures = new Measurements(TimeSpan.Zero, s_total);
        await new LoadRun(new VirtualClock(), measures, 4096).RunAsync(Plan(10), request =>
        {
            if (request.At == TimeSpan.FromSeconds(4)) stop.Cancel();
            return request;
        }, (request, _, _) => Task.FromResult(request.At < TimeSpan.FromSeconds(3) ? Result(request, request.At) : null), stop.Token);
        Assert.Equal((3, 1), (measures.Since(0).Count, measures.StoppedRequests));
    }

    [Fact]
    public async Task A_bug_in_sending_ends_the_run_with_it() =>
        await Assert.ThrowsAsync<DivideByZeroException>(() => new LoadRun(new VirtualClock(), new Measurements(TimeSpan.Zero, s_total), 10).RunAsync<int>(Plan(3), _ => 0, (_, _, _) => Task.FromException<RequestResult?>(new DivideByZeroException()), CancellationToken.None));

    // Evenly over ten seconds.
    private static IEnumerable<LoadRequest> Plan(int requests) => Enumerable.Range(0, requests).Select(i => new LoadRequest(i * s_total / requests, [new PromptPiece((ulong)i, 4)], 1));

    private static RequestResult Result(LoadRequest request, TimeSpan at) => new() { Intended = request.At, First = at, Last = at, Ended = at, AnswerTokens = 1, Chunks = 1 };
}
