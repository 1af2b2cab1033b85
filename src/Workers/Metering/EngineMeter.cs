using System.Diagnostics.Metrics;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Workers.Engine;

namespace Orchestrator.Workers.Metering;

/// <summary>What an engine measures of its sequences, under vLLM's names, with its buckets and its label: boards made for vLLM show it.</summary>
internal sealed class EngineMeter
{
    private static readonly string[] s_finishes = ["stop", "length", "abort", "error"];

    private readonly KeyValuePair<string, object?> _model;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _nextToken;
    private readonly Histogram<double> _perOutputToken;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _inference;
    private readonly Histogram<double> _prefill;
    private readonly Histogram<double> _decode;
    private readonly Histogram<long> _promptTokens;
    private readonly Histogram<long> _answerTokens;
    private readonly Histogram<long> _stepTokens;
    private readonly Counter<long> _finished;

    /// <param name="factory">Makes instruments.</param>
    /// <param name="model">The model's name, which is its pool's.</param>
    public EngineMeter(IMeterFactory factory, string model)
    {
        _model = new("model_name", model);
        var meter = factory.Create(Telemetry.Meter);
        _firstToken = Time("time_to_first_token", "From the acceptance of a request to its first token.", LatencyBuckets.FirstToken);
        _nextToken = Time("inter_token_latency", "Between two tokens of an answer.", LatencyBuckets.PerToken);
        _perOutputToken = Time("request_time_per_output_token", "Mean time between the tokens of a whole answer.", LatencyBuckets.PerToken);
        _latency = Time("e2e_request_latency", "From the acceptance of a request to its end in this worker.", LatencyBuckets.Request);
        _queue = Time("request_queue_time", "From the acceptance of a request to its first blocks.", LatencyBuckets.Request);
        _inference = Time("request_inference_time", "From a request's first blocks to its end in this worker.", LatencyBuckets.Request);
        _prefill = Time("request_prefill_time", "From a request's first blocks to its first token.", LatencyBuckets.Request);
        _decode = Time("request_decode_time", "From a request's first token here to its last.", LatencyBuckets.Request);
        _promptTokens = Tokens("request_prompt_tokens", "Prompt tokens of a request.", LatencyBuckets.Tokens);
        _answerTokens = Tokens("request_generation_tokens", "Tokens that this worker made of an answer.", LatencyBuckets.Tokens);
        // vLLM calls this histogram so.
        _stepTokens = Tokens("iteration_tokens_total", "Tokens of one engine step.", LatencyBuckets.StepTokens);
        _finished = meter.CreateCounter<long>(EngineNames.Prefix + "request_success", null, "Requests that ended in this worker, by why.");
        // There from the start: a rate of what has never happened is no rate.
        foreach (var why in s_finishes) _finished.Add(0, _model, new("finished_reason", why));

        Histogram<double> Time(string name, string meaning, InstrumentAdvice<double> buckets) => meter.CreateHistogram(EngineNames.Prefix + name, "s", meaning, null, buckets);
        Histogram<long> Tokens(string name, string meaning, InstrumentAdvice<long> buckets) => meter.CreateHistogram(EngineNames.Prefix + name, null, meaning, null, buckets);
    }

    public void Queued(TimeSpan waited) => _queue.Record(waited.TotalSeconds, _model);

    public void Stepped(int tokens) => _stepTokens.Record(tokens, _model);

    public void FirstToken(TimeSpan sinceAccepted, TimeSpan sinceBegan)
    {
        _firstToken.Record(sinceAccepted.TotalSeconds, _model);
        _prefill.Record(sinceBegan.TotalSeconds, _model);
    }

    public void NextToken(TimeSpan sinceLast) => _nextToken.Record(sinceLast.TotalSeconds, _model);

    /// <summary>A sequence is no longer here.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="why">vLLM's word for its end; null when another worker goes on with it.</param>
    /// <param name="took">From its acceptance.</param>
    /// <param name="ran">From its first blocks; null when it never had any of its own.</param>
    /// <param name="decoded">From its first token here to its last; null when it made none.</param>
    public void Over(Sequence sequence, string? why, TimeSpan took, TimeSpan? ran, TimeSpan? decoded)
    {
        if (why is not null) _finished.Add(1, _model, new("finished_reason", why));
        _latency.Record(took.TotalSeconds, _model);
        if (ran is { } running) _inference.Record(running.TotalSeconds, _model);
        // A prompt that goes on elsewhere has no answer here but its first token.
        if (decoded is not { } decoding || (why is null && sequence.Course.Made <= 1)) return;
        _decode.Record(decoding.TotalSeconds, _model);
        _promptTokens.Record(sequence.PromptTokens, _model);
        _answerTokens.Record(sequence.Course.Made, _model);
        if (sequence.Course.Made > 1) _perOutputToken.Record(decoding.TotalSeconds / (sequence.Course.Made - 1), _model);
    }
}
