using Microsoft.AspNetCore.Http;
using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>One request over real HTTP, in virtual time: what it measures, and what it calls an error.</summary>
public sealed class AnswerStreamTests
{
    private static readonly LoadRequest s_request = new(TimeSpan.FromMilliseconds(1000), [new PromptPiece(1, 8)], 10);

    [Fact]
    public async Task Known_delays_are_measured_exactly_from_the_intended_start()
    {
        var clock = new VirtualClock();
        // Sent 5 ms late: that is in the latencies.
        clock.Advance(1005);
        using var seen = new SemaphoreSlim(0);
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            for (var i = 0; i < 10; i++)
            {
                clock.Advance(i == 0 ? 50 : 20);
                await ScriptedServer.TokenAsync(context, isLast: i == 9);
                // Time stands still until the client has read it.
                await seen.WaitAsync(context.RequestAborted);
            }
            await ScriptedServer.EndAsync(context, prompt: 8, answer: 10, cached: 4);
        });
        var gaps = new LatencyHistogram();
        var result = await SendAsync(server.Url, clock, s_request, (from, to) => gaps.Add(to - from), _ => seen.Release());

        Assert.True(result.IsOk, result.Message);
        Assert.Equal((55, 235), (result.Ttft!.Value.TotalMilliseconds, result.Whole!.Value.TotalMilliseconds));
        Assert.Equal(20, result.Tpot!.Value.TotalMilliseconds);
        Assert.Equal((9, 0.02, 0.02), (gaps.Count, gaps.Percentiles()!.Mean, gaps.Percentiles()!.Max));
        Assert.Equal((8, 10, 4, 10), (result.PromptTokens, result.AnswerTokens, result.CachedTokens, result.Chunks));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(400)]
    public async Task A_refusal_is_an_error_of_its_status_with_what_the_server_says(int status)
    {
        var result = await AgainstAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("""{"error":{"message":"the queue is full"}}""");
        });
        Assert.Equal(($"http_{status}", "the queue is full"), (result.Error, result.Message));
        Assert.Equal(status != 400, result.IsShed);
        Assert.Null(result.Ttft);
    }

    [Fact]
    public async Task A_stream_that_is_cut_is_an_error_even_after_tokens()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await ScriptedServer.TokenAsync(context);
            await context.Response.Body.FlushAsync();
            await seen.Task;
            context.Abort();
        });
        var result = await SendAsync(server.Url, new VirtualClock(), s_request, onChunk: _ => seen.TrySetResult());
        Assert.Equal(RequestResult.CutStream, result.Error);
        Assert.False(result.IsOk);
    }

    [Fact]
    public async Task A_stream_that_ends_without_saying_so_is_cut() =>
        Assert.Equal((RequestResult.CutStream, "the stream ended without [DONE]"), Kind(await AgainstAsync(context => ScriptedServer.TokenAsync(context, isLast: true))));

    [Fact]
    public async Task An_error_in_mid_stream_is_told_as_the_server_tells_it() => Assert.Equal((RequestResult.StreamError, "worker lost"), Kind(await AgainstAsync(async context =>
    {
        await ScriptedServer.TokenAsync(context);
        await ScriptedServer.EventAsync(context, """{"error":{"message":"worker lost"}}""");
    })));

    [Fact]
    public async Task Another_number_of_tokens_than_asked_for_is_an_error() => Assert.Equal((RequestResult.WrongCount, "9 tokens instead of 10"), Kind(await AgainstAsync(async context =>
    {
        await ScriptedServer.TokenAsync(context, isLast: true);
        await ScriptedServer.EndAsync(context, prompt: 8, answer: 9);
    })));

    [Fact]
    public async Task A_client_that_goes_away_is_noticed_by_the_server_and_is_no_error()
    {
        var left = new TaskCompletionSource();
        var result = await AgainstAsync(
            async context =>
            {
                for (var i = 0; i < 3; i++) await ScriptedServer.TokenAsync(context);
                await using var aborted = context.RequestAborted.Register(left.SetResult);
                await left.Task;
            },
            s_request with { CancelAfter = 3 });
        Assert.True(result.IsCancelled);
        Assert.Null(result.Error);
        Assert.Equal(3, result.Chunks);
        await left.Task;
    }

    [Fact]
    public async Task Nobody_there_is_a_connection_error()
    {
        Uri url;
        await using (var server = await ScriptedServer.StartAsync(_ => Task.CompletedTask)) url = server.Url;
        Assert.Equal(RequestResult.Connection, (await SendAsync(url, new VirtualClock(), s_request)).Error);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_a_time_out()
    {
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var left = new TaskCompletionSource();
            await using var aborted = context.RequestAborted.Register(left.SetResult);
            await left.Task;
        });
        using var http = ServerConnection.Open(server.Url, key: null);
        var sender = Sender(http, new VirtualClock(), TimeSpan.FromMilliseconds(20));
        var result = await sender.SendAsync(s_request, sender.Prepare(s_request), CancellationToken.None);
        Assert.Equal(RequestResult.Timeout, result!.Error);
    }

    [Fact]
    public async Task A_request_that_the_user_stops_has_no_result()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await stop.CancelAsync();
            await ScriptedServer.TokenAsync(context);
        });
        using var http = ServerConnection.Open(server.Url, key: null);
        var sender = Sender(http, new VirtualClock(), TimeSpan.FromMinutes(1));
        Assert.Null(await sender.SendAsync(s_request, sender.Prepare(s_request), stop.Token));
    }

    private static (string? Kind, string Message) Kind(RequestResult result) => (result.Error, result.Message);

    private static HttpSender Sender(HttpClient http, RunClock clock, TimeSpan timeout) =>
        new(http, new ServerModel("m", null, new PromptForm.Ids(new TokenRange(1, 9))), clock, timeout, new Measurements(TimeSpan.Zero, TimeSpan.FromSeconds(10)));

    private static async Task<RequestResult> AgainstAsync(RequestDelegate answer, LoadRequest? request = null)
    {
        await using var server = await ScriptedServer.StartAsync(answer);
        return await SendAsync(server.Url, new VirtualClock(), request ?? s_request);
    }

    private static async Task<RequestResult> SendAsync(Uri url, RunClock clock, LoadRequest request, Action<TimeSpan, TimeSpan>? onGap = null, Action<TimeSpan>? onChunk = null)
    {
        using var http = ServerConnection.Open(url, key: null);
        var body = RequestBody.Write("m", new PromptForm.Ids(new TokenRange(1, 9)), request.Prompt, request.AnswerTokens);
        using var stream = new AnswerStream(http, clock, request, body) { OnGap = onGap, OnChunk = onChunk };
        return await stream.FirstAsync(CancellationToken.None) ?? await stream.RestAsync(CancellationToken.None);
    }
}
