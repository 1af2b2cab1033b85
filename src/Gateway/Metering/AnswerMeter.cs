using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Generation;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Gateway.Metering;

/// <summary>Counts what answers cost and how long they take, under the names of OpenTelemetry's conventions for generative AI where these have one.</summary>
internal sealed class AnswerMeter
{
    private static readonly string[] s_stages = ["read", "tokenize", "hash", "dispatch", "wait", "route", "connect", "accept", "first_token", "decode"];

    private readonly Histogram<double> _requestDuration;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timePerOutputToken;
    private readonly Histogram<long> _tokens;
    private readonly Histogram<double> _stages;
    private readonly Histogram<double> _acceptance;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _inTime;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _cachedTokens;
    private readonly UpDownCounter<long> _running;

    public AnswerMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Telemetry.Meter);
        _requestDuration = meter.CreateHistogram("gen_ai.server.request.duration", "s", "From the arrival of a request to its end.", null, LatencyBuckets.GenAiRequest);
        _timeToFirstToken = meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "From the arrival of the request to the first token of an answer.", null, LatencyBuckets.FirstToken);
        _timePerOutputToken = meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "Mean gap between the tokens of one answer, after the first.", null, LatencyBuckets.PerToken);
        _tokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a prompt (input) or of an answer (output).", null, LatencyBuckets.GenAiTokens);
        _stages = meter.CreateHistogram("orchestrator.request.stage.duration", "s", "Time of an answer by stage; the stages follow one another without a gap.", null, LatencyBuckets.Control);
        _acceptance = meter.CreateHistogram("orchestrator.request.acceptance.duration", "s", "From the arrival of a request to the word of a worker that takes it.", null, LatencyBuckets.Control);
        _answers = meter.CreateCounter<long>("orchestrator.answers", "{answer}", "Answers, by how they ended.");
        _inTime = meter.CreateCounter<long>("orchestrator.answers.in_time", "{answer}", "Answers that came to their end and kept both targets of the pool's policy, for the first token and for the further ones: goodput.");
        _shed = meter.CreateCounter<long>("orchestrator.requests.shed", "{request}", "Sound requests that were turned away or given up, by reason.");
        _attempts = meter.CreateCounter<long>("orchestrator.attempts", "{attempt}", "Plans after an answer's first one, by what made them necessary.");
        _promptTokens = meter.CreateCounter<long>("orchestrator.prompt.tokens", "{token}", "Prompt tokens of answers that have begun: what could have been cached.");
        _cachedTokens = meter.CreateCounter<long>("orchestrator.prompt.tokens.cached", "{token}", "Of these, tokens that the router believed to be cached (predicted), and that were (real).");
        _running = meter.CreateUpDownCounter<long>("orchestrator.requests.running", "{request}", "Requests that are being answered.");
    }

    /// <summary>A model is served: what may be counted is there from zero on, for a rate of what has never happened is no rate.</summary>
    public void Begin(string model)
    {
        foreach (var why in Enum.GetValues<FailureKind>()) _shed.Add(0, Model(model), new("reason", why.ToString().ToLowerInvariant()));
        foreach (var cause in Enum.GetValues<RecoverCause>()) _attempts.Add(0, Model(model), new("reason", Name(cause)));
        _inTime.Add(0, Model(model));
        _running.Add(0, Model(model));
    }

    public void Running(string model, int change) => _running.Add(change, Model(model));

    public void Shed(string model, FailureKind why) => _shed.Add(1, Model(model), new("reason", why.ToString().ToLowerInvariant()));

    /// <summary>A further attempt of an answer was asked for.</summary>
    public void Attempt(string model, RecoverCause cause) => _attempts.Add(1, Model(model), new("reason", Name(cause)));

    /// <summary>Records the stages that were passed.</summary>
    public void Stages(string model, StageClock clock)
    {
        for (var stage = 0; stage < s_stages.Length; stage++)
            if (clock.In((RequestStage)stage) is { } spent) _stages.Record(spent.TotalSeconds, Model(model), new("stage", s_stages[stage]));
    }

    /// <summary>A request has ended.</summary>
    /// <param name="operation">chat or text_completion.</param>
    /// <param name="model">Null for a request that names none of ours.</param>
    /// <param name="took">From its arrival.</param>
    /// <param name="error">What it failed of, as clients match it; null when it did not.</param>
    public void Ended(string operation, string? model, TimeSpan took, string? error)
    {
        if (!_requestDuration.Enabled) return;
        var tags = new TagList { { "gen_ai.operation.name", operation }, { "gen_ai.provider.name", GenAi.Provider } };
        if (model is not null) tags = With(tags, model);
        if (error is not null) tags.Add("error.type", error);
        _requestDuration.Record(took.TotalSeconds, tags);
    }

    /// <summary>An answer has ended.</summary>
    public void Ended(AnswerOrder order, RequestOutcome outcome, StageClock stages)
    {
        var model = order.Model.Name;
        _answers.Add(1, Model(model), new("finish", outcome.Finish));
        Stages(model, stages);
        if (outcome.Accepted is { } accepted) _acceptance.Record(accepted.TotalSeconds, Model(model));
        var tags = With(new TagList { { "gen_ai.operation.name", order.Operation }, { "gen_ai.provider.name", GenAi.Provider } }, model);
        // Each prompt is counted once, whatever the number of its answers.
        if (outcome.Choice == 0) _tokens.Record(order.PromptTokens, With(tags, "gen_ai.token.type", "input"));
        _tokens.Record(outcome.OutputTokens, With(tags, "gen_ai.token.type", "output"));
        if (outcome.TimeToFirstToken is not { } first) return;
        _promptTokens.Add(order.Prompts[outcome.Choice / order.Options.Choices].Length, Model(model));
        _cachedTokens.Add(outcome.CachedTokensPredicted ?? 0, Model(model), new("kind", "predicted"));
        _cachedTokens.Add(outcome.CachedTokens ?? 0, Model(model), new("kind", "real"));
        _timeToFirstToken.Record(first.TotalSeconds, tags);
        if (outcome.OutputTokens > 1) _timePerOutputToken.Record((outcome.Duration - first).TotalSeconds / (outcome.OutputTokens - 1), tags);
        if (order.Targets.AreKeptBy(outcome)) _inTime.Add(1, Model(model));
    }

    private static string Name(RecoverCause cause) => cause switch
    {
        RecoverCause.Refused => "refused",
        RecoverCause.TransferFailed => "transfer_failed",
        RecoverCause.WorkerFault => "worker_fault",
        _ => "migration",
    };

    private static KeyValuePair<string, object?> Model(string model) => new("gen_ai.request.model", model);

    private static TagList With(TagList tags, string model) => With(With(tags, "gen_ai.request.model", model), "gen_ai.response.model", model);

    private static TagList With(TagList tags, string name, string value)
    {
        tags.Add(name, value);
        return tags;
    }
}
