using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Unit.Engine;

namespace Orchestrator.Unit.Generation;

/// <summary>A client that reads a generation as it comes, and may stop reading or leave.</summary>
internal sealed class Reading : IAsyncDisposable
{
    private readonly CancellationTokenSource _client = new();
    private readonly Lock _gate = new();
    private readonly List<GenerationEvent.Token> _tokens = [];
    private readonly TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<GenerationEvent?> _end;
    private readonly GenerationRun _run;

    /// <param name="run">What is read.</param>
    /// <param name="asleep">Whether nothing is read after the first token until <see cref="Wake"/>.</param>
    public Reading(GenerationRun run, bool asleep = false)
    {
        _run = run;
        if (!asleep) Wake();
        _end = Task.Run(() => ReadAsync(run));
    }

    /// <summary>How it went, once it has ended, for a request that arrived at this timestamp.</summary>
    public RequestOutcome Outcome(string finish, long arrived) => _run.ToOutcome(finish, Tokens.Length, arrived);

    public int[] Tokens
    {
        get { lock (_gate) return [.. _tokens.Select(t => t.Id)]; }
    }

    public void Wake() => _reads.TrySetResult();

    /// <summary>The client closes its connection.</summary>
    public void Leave() => _client.Cancel();

    public Task HasAsync(int tokens) => Eventually.TrueAsync(() => Tokens.Length >= tokens, () => $"{Tokens.Length} of {tokens} tokens came, end: {(_end.IsCompleted ? _end.Result : null)}");

    public Task HasAnythingAsync() => Eventually.TrueAsync(() => Tokens.Length > 0 || _end.IsCompleted, () => "nothing came");

    /// <summary>How it ended; null when the client left.</summary>
    public Task<GenerationEvent?> EndAsync() => _end.InTimeAsync($"the end after {Tokens.Length} tokens");

    public async ValueTask DisposeAsync()
    {
        await _client.CancelAsync();
        Wake();
        await _end.InTimeAsync("the end of the generation");
        _client.Dispose();
    }

    private async Task<GenerationEvent?> ReadAsync(GenerationRun run)
    {
        try
        {
            await foreach (var happened in run.RunAsync(_client.Token))
            {
                if (happened is not GenerationEvent.Token token) return happened;
                lock (_gate) _tokens.Add(token);
                await _reads.Task;
            }
        }
        catch (OperationCanceledException) when (_client.IsCancellationRequested)
        {
            return null;
        }
        throw new InvalidOperationException("the generation ended without an end");
    }
}
