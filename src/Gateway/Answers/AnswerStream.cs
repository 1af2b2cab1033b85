using System.Threading.Channels;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Responses;
using Orchestrator.Gateway.OpenAi.Stops;

namespace Orchestrator.Gateway.Answers;

/// <summary>Computes all choices of a request side by side and merges what they gain into one stream of chunks, for one reader.</summary>
internal sealed class AnswerStream : IAsyncDisposable
{
    /// <summary>Chunks that a client may be behind before it is cut off.</summary>
    private const int MaxBehind = 8192;

    private readonly AnswerOrder _order;
    private readonly AnswerFactory _factory;
    private readonly Channel<TokenChunk> _chunks = Channel.CreateBounded<TokenChunk>(new BoundedChannelOptions(MaxBehind) { SingleReader = true });
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly Task _running;
    private readonly CachedPrompts _cached;
    private int _tokens;
    private int _failed;
    private volatile bool _isOnOtherNumerics;

    /// <param name="order">What to compute.</param>
    /// <param name="factory">What it takes.</param>
    /// <param name="stopping">The process ends and waits no longer.</param>
    /// <param name="clientGone">Nobody listens any more.</param>
    public AnswerStream(AnswerOrder order, AnswerFactory factory, CancellationToken stopping, CancellationToken clientGone)
    {
        _order = order;
        _cached = new CachedPrompts(order.Prompts.Count);
        _factory = factory;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(clientGone);
        _stopping = stopping.Register(() => Fail(new GenerationEvent.Failed(FailureKind.Unavailable, "the server is stopping", TimeSpan.FromSeconds(1))));
        var stops = order.Options.Stopping.Strings;
        var choices = Enumerable.Range(0, order.Choices).Select(choice => Task.Run(() => RunAsync(choice, stops)));
        _running = FinishAsync(Task.WhenAll(choices));
    }

    /// <summary>Why the answer cannot be finished; null while all is well. Set before the stream ends.</summary>
    public OpenAiError? Error { get; private set; }

    /// <summary>Fires when the client is cut off because it does not read.</summary>
    public CancellationToken Cut => _cut.Token;

    public Usage Usage => new(_order.PromptTokens, Volatile.Read(ref _tokens), _cached.Tokens) { RecoveredOnOtherNumerics = _isOnOtherNumerics };

    /// <summary>What has come since the last call; empty at the end of the stream.</summary>
    public async ValueTask<List<TokenChunk>> NextAsync()
    {
        var batch = new List<TokenChunk>();
        if (!await _chunks.Reader.WaitToReadAsync(CancellationToken.None)) return batch;
        while (batch.Count < 256 && _chunks.Reader.TryRead(out var chunk)) batch.Add(chunk);
        return batch;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        await _stopping.DisposeAsync();
        _ending.Dispose();
        _cut.Dispose();
    }

    private async Task FinishAsync(Task choices)
    {
        try
        {
            await choices;
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or another choice has failed.
        }
        catch (Exception e)
        {
            _factory.LogBug(_order.Request, e);
            Error ??= Refusals.Internal(_order.Request.ToString());
        }
        _chunks.Writer.TryComplete();
    }

    private async Task RunAsync(int choice, StopStrings stops)
    {
        var text = new ChoiceText(_order, choice, stops);
        var run = _factory.CreateRun(_order.ToInput(choice));
        var outcome = RequestOutcome.Cancelled;
        string? failure = null;
        try
        {
            await foreach (var happened in run.RunAsync(_ending.Token))
            {
                switch (happened)
                {
                    case GenerationEvent.Token token:
                        if (text.Tokens == 0) _cached.Began(choice / _order.Options.Choices, token.Cached);
                        Interlocked.Increment(ref _tokens);
                        Post(text.Append(token.Id, token.Logprobs));
                        break;
                    case GenerationEvent.Finished finished:
                        Post(text.Finish(finished.ByLength));
                        break;
                    case GenerationEvent.Failed failed:
                        failure = $"{failed.Kind}: {failed.Reason}";
                        Fail(failed);
                        break;
                }
                outcome = happened switch
                {
                    GenerationEvent.Failed => "failed",
                    GenerationEvent.Finished { ByLength: true } => "length",
                    GenerationEvent.Finished => "stop",
                    _ => text.IsStopped ? "stop" : outcome,
                };
                // Leaving the loop cancels what the workers still do.
                if (text.IsStopped) break;
            }
        }
        finally
        {
            if (run.IsOnOtherNumerics) _isOnOtherNumerics = true;
            _factory.Finished(_order, run.ToOutcome(outcome, text.Tokens, _order.Arrived) with { Failure = failure }, run.Stages);
        }
    }

    private void Post(TokenChunk chunk)
    {
        if (_chunks.Writer.TryWrite(chunk)) return;
        _cut.Cancel();
        Fail(new GenerationEvent.Failed(FailureKind.Overrun, $"the client is {MaxBehind} chunks behind", TimeSpan.FromSeconds(1)));
        _factory.LogOverrun(_order.Request, MaxBehind);
    }

    private void Fail(GenerationEvent.Failed failed)
    {
        Error ??= Failures.ToError(failed, _order.Request.ToString(), _order.Patience);
        // A request is lost once, whatever the number of its answers.
        if (Interlocked.Exchange(ref _failed, 1) == 0) _factory.Shed(_order, failed.Kind);
        _ending.Cancel();
    }
}
