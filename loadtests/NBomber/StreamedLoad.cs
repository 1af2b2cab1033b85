using NBomber.Contracts;
using NBomber.CSharp;
using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;

namespace Orchestrator.LoadTests.NBomber;

/// <summary>A plan as an NBomber scenario: NBomber decides when, second by second at the plan's rates, the plan says what. Two steps: "ttft" up to the first token, "stream" from there to the end.</summary>
/// <remarks>NBomber counts from when it really sends, so a generator that is late does not show; the program beside this one counts from the intended start.</remarks>
internal sealed class StreamedLoad(HttpClient http, ServerModel model, LoadOptions options, RunClock clock, Measurements measures, IEnumerable<LoadRequest> plan)
{
    private const string FirstStep = "ttft", RestStep = "stream";

    private readonly Lock _gate = new();
    private readonly IReadOnlyList<LoadRequest> _plan = [.. plan.Select(request => model.Context is { } context ? request.FitTo(context) : request)];
    private int _next;

    public ScenarioProps Scenario(string name)
    {
        // A stream's step is as long as its tokens; the promise per token is kept for the longest answer.
        var (ttft, rest) = (options.SloTtft.TotalMilliseconds, options.SloTpot.TotalMilliseconds * Math.Max(1, _plan.Max(request => request.AnswerTokens) - 1));
        var scenario = global::NBomber.CSharp.Scenario.Create(name, RunAsync)
            // A failed answer is one failure, not a reason to send it again, and many are no reason to stop: they are what is measured.
            .WithRestartIterationOnFail(shouldRestart: false)
            .WithMaxFailCount(int.MaxValue)
            .WithLoadSimulations([.. Injections.PerSecond(_plan, options)])
            .WithThresholds(
                Threshold.Create(FirstStep, stats => stats.Ok.Latency.Percent99 <= ttft),
                Threshold.Create(RestStep, stats => stats.Ok.Latency.Percent99 <= rest),
                Threshold.Create(stats => stats.Fail.Request.Percent < 1));
        return options.Warmup > TimeSpan.Zero ? scenario.WithWarmUpDuration(options.Warmup) : scenario.WithoutWarmUp();
    }

    private async Task<IResponse> RunAsync(IScenarioContext context)
    {
        var request = Next();
        using var stream = new AnswerStream(http, clock, request, RequestBody.Write(model.Name, model.Form, request.Prompt, request.AnswerTokens)) { OnGap = measures.Gap };
        using var limit = new CancellationTokenSource(options.Timeout);
        RequestResult? end = null;
        var first = await Step.Run(FirstStep, context, async () => Answer(end = await ReadAsync(stream.FirstAsync)));
        // It failed, or was to be left after its first chunk: nothing is left to read.
        if (end is not null) return first;
        return await Step.Run(RestStep, context, async () => Answer(await ReadAsync(async cancel => await stream.RestAsync(cancel))));

        async Task<RequestResult?> ReadAsync(Func<CancellationToken, Task<RequestResult?>> read)
        {
            try
            {
                return await read(limit.Token);
            }
            catch (OperationCanceledException)
            {
                return stream.Failed(RequestResult.Timeout, $"no end within {options.Timeout.TotalSeconds} s");
            }
        }
    }

    // Null is a first token, with more to come.
    private static Response<object> Answer(RequestResult? result) => result is null or { Error: null }
        ? Response.Ok(statusCode: "200")
        : Response.Fail(statusCode: result.Error, message: result.Message);

    // NBomber may ask for a few more than the plan has; they begin it again.
    private LoadRequest Next()
    {
        lock (_gate) return _plan[_next++ % _plan.Count] with { At = clock.Now };
    }
}
