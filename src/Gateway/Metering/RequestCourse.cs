using System.Diagnostics;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Responses;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Gateway.Metering;

/// <summary>
/// A request from its arrival to its end, as metrics and traces tell it: its span is the parent of all others. Nothing is decided by it, and
/// without listeners it is two timestamps.
/// </summary>
internal sealed class RequestCourse : IDisposable
{
    private readonly HttpContext _context;
    private readonly AnswerMeter _meter;
    private readonly TimeProvider _time;
    private readonly Activity? _before = Activity.Current;
    private readonly Activity? _span;
    private Activity? _tokenizing;
    private string? _model;
    private string? _failure;
    private bool _broken;

    /// <param name="context">The HTTP request, which may bring a W3C context.</param>
    /// <param name="operation">As in <see cref="GenAi"/>.</param>
    /// <param name="meter">Takes the figures.</param>
    /// <param name="time">Clock.</param>
    public RequestCourse(HttpContext context, string operation, AnswerMeter meter, TimeProvider time)
    {
        (_context, Operation, _meter, _time) = (context, operation, meter, time);
        Arrived = time.GetTimestamp();
        Stages = new StageClock(time, Arrived);
        if (Telemetry.Source.HasListeners()) _span = Begin();
    }

    /// <summary>As in <see cref="GenAi"/>.</summary>
    public string Operation { get; }

    /// <summary>Timestamp.</summary>
    public long Arrived { get; }

    public StageClock Stages { get; }

    /// <summary>The parent of spans elsewhere; default when nobody listens or the sampler has passed it over.</summary>
    public ActivityContext Trace => _span is { Recorded: true } span ? span.Context : default;

    /// <summary>The body is in: its text becomes tokens from now on.</summary>
    public void Read()
    {
        Stages.Passed(RequestStage.Read);
        _tokenizing = _span is null ? null : Telemetry.Source.StartActivity("tokenize");
    }

    /// <summary>The prompts are tokens.</summary>
    public void Tokenized(int tokens)
    {
        Stages.Passed(RequestStage.Tokenize);
        _tokenizing?.SetTag("gen_ai.usage.input_tokens", tokens).Dispose();
        _tokenizing = null;
    }

    /// <summary>The request can be computed.</summary>
    public void Ordered(AnswerOrder order)
    {
        Stages.Passed(RequestStage.Hash);
        _model = order.Model.Name;
        _meter.Stages(_model, Stages);
        if (_span is not { IsAllDataRequested: true } span) return;
        span.DisplayName = $"{Operation} {_model}";
        span.SetTag("gen_ai.request.model", _model).SetTag("gen_ai.response.model", _model).SetTag("gen_ai.response.id", order.Request.ToString());
        span.SetTag("gen_ai.request.choice.count", order.Choices).SetTag("gen_ai.request.max_tokens", order.AnswerTokens.Max()).SetTag("gen_ai.request.temperature", order.Options.Sampling.Temperature);
        span.SetTag("gen_ai.usage.input_tokens", order.PromptTokens);
    }

    /// <summary>What was answered in the end.</summary>
    public void Answered(Usage usage, OpenAiError? error)
    {
        _failure = error is null ? null : error.Code ?? error.Type;
        _span?.SetTag("gen_ai.usage.output_tokens", usage.CompletionTokens).SetTag("gen_ai.usage.cache_read.input_tokens", usage.CachedTokens);
    }

    /// <summary>Nobody has caught it: the server answers 500, or breaks off what it has begun. A client that went away is no failure of ours.</summary>
    public void Failed(Exception exception)
    {
        if (exception is OperationCanceledException && _context.RequestAborted.IsCancellationRequested) return;
        _failure = exception.GetType().FullName;
        _broken = true;
    }

    public void Dispose()
    {
        var status = _broken && !_context.Response.HasStarted ? StatusCodes.Status500InternalServerError : _context.Response.StatusCode;
        var error = _failure ?? (status >= 400 ? status.ToString(System.Globalization.CultureInfo.InvariantCulture) : _context.RequestAborted.IsCancellationRequested ? "client_gone" : null);
        _meter.Ended(Operation, _model, _time.GetElapsedTime(Arrived), error);
        _tokenizing?.Dispose();
        if (_span is null) return;
        _span.SetTag("http.response.status_code", status);
        if (error is not null) _span.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        _span.Dispose();
        Activity.Current = _before;
    }

    // The server's own activity is nobody's span here: the parent is who the client says, or nobody.
    private Activity? Begin()
    {
        var headers = _context.Request.Headers;
        ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var parent);
        Activity.Current = null;
        var span = Telemetry.Source.StartActivity(Operation, ActivityKind.Server, parent);
        span?.SetTag("gen_ai.operation.name", Operation).SetTag("gen_ai.provider.name", GenAi.Provider);
        span?.SetTag("http.request.method", _context.Request.Method).SetTag("url.path", _context.Request.Path.Value);
        return span;
    }
}
