using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;
using Orchestrator.Gateway.Metering;

namespace Orchestrator.Gateway.Generation;

/// <summary>
/// Computes one choice from its first plan to its last token, over as many attempts as it takes: does what <see cref="GenerationPolicy"/>
/// decides. The truth of the request is here: the tokens that the client has. Workers, grains and links may come and go.
/// </summary>
internal sealed partial class GenerationRun(GenerationInput input, RequestPlans plans, WorkerConnections connections, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly EventBuffer _events = new();
    private readonly List<int> _emitted = [];
    // Places are sought beside the run, and their links are put here.
    private readonly ConcurrentDictionary<AttemptKey, AttemptLinks> _links = [];
    private readonly GenerationCourse _course = new(time);
    private readonly GenerationTrace _trace = new(input.Trace, input.Choice);
    private GenerationState? _state;

    /// <summary>Counts further attempts; null: nobody does.</summary>
    public AnswerMeter? Meter { get; init; }

    /// <summary>Where the choice's time went.</summary>
    public StageClock Stages { get; } = new(time, input.Ready ?? time.GetTimestamp());

    /// <summary>Workers of other numerics than the first went on with the answer: it may differ from an undisturbed one.</summary>
    public bool IsOnOtherNumerics => _state is { IsOnOtherNumerics: true };

    /// <summary>How the choice ended and how it came to that, for its request's grain.</summary>
    /// <param name="finish">As <see cref="RequestOutcome.Finish"/>.</param>
    /// <param name="tokens">Tokens of the answer that the client was given.</param>
    /// <param name="arrived">The timestamp of the request's arrival.</param>
    public RequestOutcome ToOutcome(string finish, int tokens, long arrived) => _course.ToOutcome(input.Choice, finish, tokens, arrived) with { OtherNumerics = IsOnOtherNumerics };

    private TimeSpan TimeLeft => input.Deadline - time.GetUtcNow();

    /// <summary>The tokens of the answer in order, then its end. Leaving the enumeration early cancels the work at the next step.</summary>
    public async IAsyncEnumerable<GenerationEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // Workers enforce the deadline; this is for words that are lost.
        using var overdue = new CancellationTokenSource(TimeLeft > TimeSpan.Zero ? TimeLeft + s_grace : s_grace, time);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation, overdue.Token);
        var step = GenerationPolicy.Start(input, time.GetUtcNow());
        try
        {
            while (true)
            {
                _state = step.State;
                Happening? happened = null;
                foreach (var action in step.Actions)
                {
                    if (action is not GenerationAction.Give give) happened = await DoAsync(action, cancellation);
                    else
                    {
                        if (give.Event is GenerationEvent.Token token) Note(token);
                        yield return give.Event;
                    }
                }
                if (_state.Phase is GenerationPhase.Over) yield break;
                happened ??= _events.TryNext() is { } word ? new Happening.WorkerSaid(word) : await NextAsync(late.Token, cancellation);
                if (_course.Saw(happened)) Stages.Passed(RequestStage.Accept);
                step = GenerationPolicy.Next(_state, happened, time.GetUtcNow());
            }
        }
        finally
        {
            foreach (var action in GenerationPolicy.Next(step.State, new Happening.ClientLeft(), time.GetUtcNow()).Actions) Send(action);
            foreach (var links in _links.Values) links.Forget();
            Stages.Passed(_emitted.Count > 0 ? RequestStage.Decode : _course.IsAccepted ? RequestStage.FirstToken : RequestStage.Route);
            _trace.End();
        }
    }

    private void Note(GenerationEvent.Token token)
    {
        if (_emitted.Count == 0) Stages.Passed(RequestStage.FirstToken);
        _emitted.Add(token.Id);
        _course.Gave(token);
    }

    private async ValueTask<Happening> NextAsync(CancellationToken late, CancellationToken cancellation)
    {
        try
        {
            if (await _events.NextAsync(late) is { } word) return new Happening.WorkerSaid(word);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return new Happening.DeadlinePassed();
        }
        cancellation.ThrowIfCancellationRequested();
        return new Happening.Overran();
    }

    // Null when nothing comes back of itself: the workers' words do.
    private async ValueTask<Happening?> DoAsync(GenerationAction action, CancellationToken cancellation)
    {
        switch (action)
        {
            case GenerationAction.AskToStart ask:
                await PauseAsync(ask.After, cancellation);
                Planning(ask.After == TimeSpan.Zero ? RequestStage.Dispatch : RequestStage.Wait, null);
                return Answered(await plans.StartAsync(input, ask.Question), cancellation);
            case GenerationAction.AskToRecover ask:
                await PauseAsync(ask.After, cancellation);
                if (ask.After == TimeSpan.Zero)
                {
                    LogRecovers(ask.Question);
                    Meter?.Attempt(input.Pool, ask.Question.Cause);
                }
                Planning(ask.After == TimeSpan.Zero ? RequestStage.Route : RequestStage.Wait, ask.Question);
                return Answered(await plans.RecoverAsync(input, ask.Question), cancellation);
            case GenerationAction.Connect connect:
                var connected = await ConnectAsync(connect.Plan);
                if (!_course.IsAccepted) Stages.Passed(RequestStage.Connect);
                return connected;
            default:
                Send(action);
                return null;
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken cancellation) => pause == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(pause, time, cancellation);

    // After the first acceptance whatever happens is part of the way to the next token.
    private void Planning(RequestStage before, RecoverRequest? again)
    {
        if (!_course.IsAccepted) Stages.Passed(before);
        _trace.Asks(again);
    }

    private Happening.Answered Answered(RoutePlan? plan, CancellationToken cancellation)
    {
        if (!_course.IsAccepted) Stages.Passed(RequestStage.Route);
        _trace.Told(plan);
        if (plan is null) cancellation.ThrowIfCancellationRequested();
        return new Happening.Answered(plan);
    }

    private async ValueTask<Happening> ConnectAsync(RoutePlan.Assigned plan)
    {
        var target = plan.Prefill;
        try
        {
            var prefill = await connections.GetAsync(input.Pool, target);
            target = plan.Decode;
            var decode = plan.IsSplit ? await connections.GetAsync(input.Pool, target) : prefill;
            _links[new AttemptKey(input.Request, input.Choice, plan.Attempt)] = new AttemptLinks(input, plan, prefill, decode) { Traceparent = _trace.Traceparent };
            return new Happening.Connected();
        }
        catch (LinkException e)
        {
            LogUnreachable(input.Request, e.Message);
            return new Happening.Unreachable(target.Life);
        }
    }

    // Never throws: its end, good or bad, is a word on the attempt.
    private async Task SeekAsync(AttemptKey key, RecoverRequest question)
    {
        RoutePlan.Assigned? found = null;
        try
        {
            if (await plans.RecoverAsync(input, question) is RoutePlan.Assigned plan)
            {
                var link = await connections.GetAsync(input.Pool, plan.Decode);
                _links[key] = new AttemptLinks(input, plan with { Prefill = plan.Decode }, link, link) { Traceparent = _trace.Traceparent };
                found = plan;
            }
        }
        catch (LinkException e)
        {
            LogUnreachable(input.Request, e.Message);
        }
        _events.Post(new WorkerEvent.Placed(question.Prefilled ?? default, key, found));
    }

    private void Send(GenerationAction action)
    {
        switch (action)
        {
            case GenerationAction.Begin begin:
                _links[begin.Key].Listen(_events);
                _links[begin.Key].Start(_emitted, TimeLeft);
                break;
            case GenerationAction.Redirect redirect:
                _links[redirect.Key].Listen(_events);
                _links[redirect.Key].Redirect(redirect.From, [.. _emitted.Take(redirect.Given)], TimeLeft);
                break;
            case GenerationAction.Resend resend:
                _links[resend.Key].Resend(resend.Worker, [.. _emitted.Take(resend.Given)], TimeLeft);
                break;
            case GenerationAction.Cancel cancel:
                if (_links.TryRemove(cancel.Key, out var dropped)) dropped.Cancel();
                break;
            case GenerationAction.CancelDecode cancel:
                if (_links.TryRemove(cancel.Key, out var moved)) moved.CancelDecode();
                break;
            case GenerationAction.SeekPlace seek:
                Meter?.Attempt(input.Pool, seek.Question.Cause);
                _ = SeekAsync(seek.Key, seek.Question);
                break;
            case GenerationAction.Announce announce:
                _links[announce.Key].Listen(_events);
                _links[announce.Key].Announce(announce.From, [.. _emitted.Take(announce.Given)], TimeLeft);
                break;
            case GenerationAction.Migrate migrate:
                _links[migrate.Key].Migrate(_links[migrate.To]);
                break;
            case GenerationAction.Keep keep:
                _links[keep.Key].Keep();
                break;
            case GenerationAction.Arrived arrived:
                if (_links.TryRemove(arrived.From, out var left)) left.Forget();
                _course.Arrived(arrived.Plan);
                GenerationTrace.Migrated(arrived.From, arrived.Plan);
                LogMigrated(arrived.From.ToString(), arrived.Plan.Decode.Life.Worker, arrived.Key.Attempt);
                break;
            case GenerationAction.NoteOtherNumerics other:
                LogOtherNumerics(other.Key.ToString(), other.Now, other.Given, other.Before);
                break;
        }
    }

    private void LogRecovers(RecoverRequest question)
    {
        var key = new AttemptKey(input.Request, input.Choice, question.LastAttempt).ToString();
        if (question.Prefilled is null) LogStartsOver(key, question.TokensSoFar, question.Reason);
        else LogMoves(key, question.Reason);
    }

    [LoggerMessage(LogLevel.Information, "{Key}: decode moves: {Reason}")]
    private partial void LogMoves(string key, string reason);

    [LoggerMessage(LogLevel.Information, "{Key}: goes on at {Worker} as attempt {Attempt}")]
    private partial void LogMigrated(string key, WorkerId worker, int attempt);

    [LoggerMessage(LogLevel.Information, "{Key}: starts over with {Tokens} tokens: {Reason}")]
    private partial void LogStartsOver(string key, int tokens, string reason);

    [LoggerMessage(LogLevel.Information, "request {Request}: {Reason}")]
    private partial void LogUnreachable(RequestId request, string reason);

    [LoggerMessage(LogLevel.Warning, "{Key}: goes on with numerics {Now} after {Tokens} tokens of {Before}: the answer may differ from an undisturbed one")]
    private partial void LogOtherNumerics(string key, string now, int tokens, string before);
}
