using System.Diagnostics.Metrics;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Gateway.Answers;

/// <summary>Counts what answers cost and how long they take, under the names of OpenTelemetry's conventions for generative AI.</summary>
internal sealed class AnswerMeter
{
    // vLLM's buckets for the time to first token and for the time per token, in seconds.
    private static readonly InstrumentAdvice<double> s_firstToken = new() { HistogramBucketBoundaries = [.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560] };
    private static readonly InstrumentAdvice<double> s_perToken = new() { HistogramBucketBoundaries = [.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80] };

    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timePerOutputToken;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _shed;

    public AnswerMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Telemetry.Meter);
        _timeToFirstToken = meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "From the arrival of the request to its first token.", null, s_firstToken);
        _timePerOutputToken = meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "Mean gap between the tokens of one answer, after the first.", null, s_perToken);
        _tokens = meter.CreateCounter<long>("gen_ai.client.token.usage", "{token}", "Tokens taken in and given out.");
        _answers = meter.CreateCounter<long>("orchestrator.answers", "{answer}", "Answers, by how they ended.");
        _shed = meter.CreateCounter<long>("orchestrator.requests.shed", "{request}", "Sound requests that were turned away or given up, by reason.");
    }

    public void Shed(string model, FailureKind why) => _shed.Add(1, new("gen_ai.request.model", model), new("reason", why.ToString().ToLowerInvariant()));

    public void Ended(string model, int promptTokens, RequestOutcome outcome)
    {
        var name = new KeyValuePair<string, object?>("gen_ai.request.model", model);
        _answers.Add(1, name, new("finish", outcome.Finish));
        // Each prompt is counted once, whatever the number of its answers.
        if (outcome.Choice == 0) _tokens.Add(promptTokens, name, new("gen_ai.token.type", "input"));
        _tokens.Add(outcome.OutputTokens, name, new("gen_ai.token.type", "output"));
        if (outcome.TimeToFirstToken is not { } first) return;
        _timeToFirstToken.Record(first.TotalSeconds, name);
        if (outcome.OutputTokens > 1) _timePerOutputToken.Record((outcome.Duration - first).TotalSeconds / (outcome.OutputTokens - 1), name);
    }
}
