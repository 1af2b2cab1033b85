using System.Runtime.CompilerServices;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>
/// Computes one choice from its first plan to its last token, over as many attempts as it takes. The truth of the request is here: the
/// tokens that the client has. Workers, grains and links may come and go.
/// </summary>
internal sealed partial class GenerationRun(GenerationInput input, RequestPlans plans, WorkerConnections connections, TimeProvider time, ILogger logger)
{
    /// <summary>Decode workers that one choice may lose before its hand-over; then it starts over, which counts for good.</summary>
    private const int MaxFaultsOfMoves = 2;

    /// <summary>Refusals of one choice by workers, after which it is taken for overload.</summary>
    private const int MaxRefusals = 100;

    private static readonly TimeSpan s_forgive = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private readonly EventBuffer _events = new();
    private readonly TokenOrder _order = new(input.MaxTokens);
    private readonly HashSet<WorkerLife> _faulty = [];
    private readonly HashSet<WorkerLife> _unwilling = [];
    private Attempt? _attempt;
    private int _lastAttempt;
    private int _given;
    private int _faults;
    private int _refusals;
    private string? _fingerprint;
    private WorkerEvent.Ended? _ended;
    private GenerationEvent? _end;

    private TimeSpan TimeLeft => input.Deadline - time.GetUtcNow();

    /// <summary>The tokens of the answer in order, then its end. Leaving the enumeration early cancels the work at the next step.</summary>
    public async IAsyncEnumerable<GenerationEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // Workers enforce the deadline; this is for words that are lost.
        using var overdue = new CancellationTokenSource(TimeLeft > TimeSpan.Zero ? TimeLeft + s_grace : s_grace, time);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation, overdue.Token);
        try
        {
            await PlaceAsync(await plans.StartAsync(input, ToStart(), cancellation), cancellation);
            while (_end is null)
            {
                var happened = _events.TryNext() ?? await NextAsync(late.Token);
                if (happened is null) _end = WhyNothingMore(cancellation);
                else if (happened.Key == _attempt?.Key) foreach (var token in await TakeAsync(happened, cancellation)) yield return new GenerationEvent.Token(token.Id, token.Logprobs, token.Cached);
            }
            yield return _end;
        }
        finally
        {
            // Before the hand-off is known both workers may still hold something, whichever of them ended the answer.
            if (_attempt is not null && (_ended is null || _end is GenerationEvent.Failed || !_attempt.IsReleased)) _attempt.Cancel();
            _attempt?.Forget();
        }
    }

    // Null when nothing will come any more: the client fell behind, or the deadline is over.
    private async ValueTask<WorkerEvent?> NextAsync(CancellationToken late)
    {
        try
        {
            return await _events.NextAsync(late);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private GenerationEvent.Failed WhyNothingMore(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _events.IsOverrun
            ? new GenerationEvent.Failed(FailureKind.Overrun, $"the client is {EventBuffer.MaxEvents} events behind", TimeSpan.Zero)
            : new GenerationEvent.Failed(FailureKind.Late, $"the deadline passed after {_order.Emitted.Count} tokens", TimeSpan.Zero);
    }

    private async ValueTask<IEnumerable<WorkerEvent.Token>> TakeAsync(WorkerEvent happened, CancellationToken cancellation)
    {
        var attempt = _attempt!;
        switch (happened)
        {
            case WorkerEvent.Token token:
                // A token of the decode worker proves the hand-over, even if nobody has said so yet.
                if (token.From == attempt.Plan.Decode.Life) attempt.IsHandedOff = true;
                var ready = _order.Take(token).ToList();
                TryFinish();
                return ready;
            case WorkerEvent.Ended ended:
                await TakeEndAsync(ended, cancellation);
                break;
            case WorkerEvent.Accepted:
                attempt.IsAccepted = true;
                break;
            case WorkerEvent.HandedOff:
                attempt.IsHandedOff = attempt.IsReleased = true;
                break;
            case WorkerEvent.Refused refused:
                await TakeRefusalAsync(refused, cancellation);
                break;
            case WorkerEvent.TransferFailed failed:
                _unwilling.Add(attempt.Plan.Decode.Life);
                await MoveDecodeAsync(RecoverCause.TransferFailed, failed.Detail, cancellation);
                break;
            case WorkerEvent.LinkLost lost when !IsNoLongerNeeded(lost.From):
                _faulty.Add(lost.From);
                // A fault all the same: a request must not be able to end one decode worker after the other.
                if (IsDecodeSide(lost.From) && ++_faults <= MaxFaultsOfMoves) await MoveDecodeAsync(RecoverCause.TransferFailed, $"{lost.From}: {lost.Detail}", cancellation);
                else await StartOverAsync(RecoverCause.WorkerFault, $"{lost.From}: {lost.Detail}", cancellation);
                break;
        }
        return [];
    }

    private async Task TakeRefusalAsync(WorkerEvent.Refused refused, CancellationToken cancellation)
    {
        var reason = $"{refused.From} {refused.Reason}: {refused.Detail}";
        if (refused.Reason is Refused.Types.Reason.TooLong or Refused.Types.Reason.Invalid)
            _end = new GenerationEvent.Failed(FailureKind.Refused, reason, TimeSpan.Zero);
        else if (++_refusals > MaxRefusals)
            _end = new GenerationEvent.Failed(FailureKind.Overloaded, $"{_refusals} refusals, the last by {reason}", TimeSpan.FromSeconds(1));
        else
        {
            _unwilling.Add(refused.From);
            if (IsDecodeSide(refused.From)) await MoveDecodeAsync(RecoverCause.Refused, reason, cancellation);
            else await StartOverAsync(RecoverCause.Refused, reason, cancellation);
        }
    }

    // The decode worker of a split whose KV is still with the prefill worker.
    private bool IsDecodeSide(WorkerLife life) => _attempt is { IsSplit: true, IsHandedOff: false } attempt && life == attempt.Plan.Decode.Life;

    private bool IsNoLongerNeeded(WorkerLife life) => _ended is not null && _order.Emitted.Count >= _ended.Tokens
        || (_attempt is { IsSplit: true, IsHandedOff: true } attempt && life == attempt.Plan.Prefill.Life && _order.Emitted.Count > _given);

    private async Task TakeEndAsync(WorkerEvent.Ended ended, CancellationToken cancellation)
    {
        switch (ended.Reason)
        {
            case Ended.Types.Reason.EndToken or Ended.Types.Reason.Length:
                _ended = ended;
                TryFinish();
                break;
            case Ended.Types.Reason.Deadline:
                _ended = ended;
                _end = new GenerationEvent.Failed(FailureKind.Late, $"the deadline passed after {_order.Emitted.Count} tokens", TimeSpan.Zero);
                break;
            default:
                _faulty.Add(ended.From);
                await StartOverAsync(RecoverCause.WorkerFault, $"{ended.From}: {ended.Reason}, {ended.Detail}", cancellation);
                break;
        }
    }

    private void TryFinish()
    {
        if (_ended is { } ended && _order.Emitted.Count >= ended.Tokens) _end = new GenerationEvent.Finished(ended.Reason == Ended.Types.Reason.Length);
    }

    /// <summary>The prefill stands; asks for another decode worker and, if there is none, starts over.</summary>
    private async Task MoveDecodeAsync(RecoverCause cause, string reason, CancellationToken cancellation)
    {
        var old = _attempt!;
        LogMoves(old.Key.ToString(), reason);
        var request = ToRecover(cause, reason) with { Prefilled = old.Plan.Prefill.Life };
        var plan = await plans.TryRecoverAsync(input, request);
        if (plan is not null) _lastAttempt = plan.Attempt;
        if (plan is null || await TryConnectAsync(plan) is not { } next)
        {
            await StartOverAsync(cause, reason, cancellation);
            return;
        }
        old.CancelDecode();
        _attempt = next;
        _order.ForgetAhead();
        _ended = null;
        next.IsAccepted = true;
        next.Listen(_events);
        next.Redirect(old.Key, [.. _order.Emitted.Take(_given)], TimeLeft);
    }

    /// <summary>Drops the attempt and runs the prompt and the tokens so far elsewhere.</summary>
    private async Task StartOverAsync(RecoverCause cause, string reason, CancellationToken cancellation)
    {
        LogStartsOver(_attempt?.Key.ToString() ?? "", _order.Emitted.Count, reason);
        if (cause == RecoverCause.WorkerFault && _attempt is { IsAccepted: false }) cause = RecoverCause.Refused;
        if (cause == RecoverCause.WorkerFault) _faults++;
        _attempt?.Cancel();
        _attempt = null;
        await PlaceAsync(await RecoverAsync(cause, reason, cancellation), cancellation);
    }

    private async Task PlaceAsync(RoutePlan plan, CancellationToken cancellation)
    {
        while (true)
        {
            if (plan is RoutePlan.Refused refused)
            {
                var kind = time.GetUtcNow() >= input.Deadline - TimeSpan.FromSeconds(1) ? FailureKind.Late : refused.RetryAfter > TimeSpan.Zero ? FailureKind.Overloaded : FailureKind.Broken;
                _end = new GenerationEvent.Failed(kind, refused.Reason, refused.RetryAfter);
                return;
            }
            var assigned = (RoutePlan.Assigned)plan;
            _lastAttempt = assigned.Attempt;
            if (await TryConnectAsync(assigned) is { } attempt)
            {
                Begin(attempt);
                return;
            }
            plan = await RecoverAsync(RecoverCause.Refused, "a worker of the plan could not be reached", cancellation);
        }
    }

    private void Begin(Attempt attempt)
    {
        _attempt = attempt;
        _given = _order.Emitted.Count;
        _order.ForgetAhead();
        _ended = null;
        _unwilling.Clear();
        _fingerprint ??= attempt.Plan.Prefill.Fingerprint;
        attempt.Listen(_events);
        attempt.Start(_order.Emitted, TimeLeft);
    }

    private async Task<Attempt?> TryConnectAsync(RoutePlan.Assigned plan)
    {
        var target = plan.Prefill;
        try
        {
            var prefill = await connections.GetAsync(input.Pool, target);
            target = plan.Decode;
            var decode = plan.IsSplit ? await connections.GetAsync(input.Pool, target) : prefill;
            return new Attempt(input, plan, prefill, decode);
        }
        catch (LinkException e)
        {
            _faulty.Add(target.Life);
            LogUnreachable(input.Request, e.Message);
            return null;
        }
    }

    private Task<RoutePlan> RecoverAsync(RecoverCause cause, string reason, CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        return plans.RecoverAsync(input, () =>
        {
            // A worker that was full or draining may be asked again after any wait; one that failed, when nobody else has come up.
            if (time.GetElapsedTime(asked) > s_forgive) _faulty.Clear();
            var request = ToRecover(cause, reason);
            _unwilling.Clear();
            return request;
        }, cancellation);
    }

    private StartRequest ToStart() => new()
    {
        Choice = input.Choice,
        PromptTokens = input.Prompt.Length,
        MaxTokens = input.MaxTokens,
        Priority = input.Priority,
        TenantSalt = input.TenantSalt,
        Deadline = input.Deadline,
        Excluded = [.. _faulty, .. _unwilling],
    };

    private RecoverRequest ToRecover(RecoverCause cause, string reason) => new()
    {
        Request = ToStart(),
        LastAttempt = _lastAttempt,
        TokensSoFar = _order.Emitted.Count,
        Cause = cause,
        Reason = reason,
        Fingerprint = _fingerprint,
        Faults = _faults,
    };

    [LoggerMessage(LogLevel.Information, "{Key}: decode moves: {Reason}")]
    private partial void LogMoves(string key, string reason);

    [LoggerMessage(LogLevel.Information, "{Key}: starts over with {Tokens} tokens: {Reason}")]
    private partial void LogStartsOver(string key, int tokens, string reason);

    [LoggerMessage(LogLevel.Information, "request {Request}: {Reason}")]
    private partial void LogUnreachable(RequestId request, string reason);
}
