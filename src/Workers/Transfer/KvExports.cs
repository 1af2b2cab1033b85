using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.Hosting.Security;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Metering;
using Orchestrator.Workers.Model;

namespace Orchestrator.Workers.Transfer;

/// <summary>The sending side of KV transfers: one connection per decode worker's life, shared by all transfers to it.</summary>
public sealed partial class KvExports(IDeviceBackend backend, KvIdentity identity, ClusterSecret secret, KvTraffic traffic, ILogger<KvExports> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Endpoint, Guid Life), Lazy<Task<KvSender>>> _senders = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly RunningTasks _transfers = new();
    private EngineLoop? _engine;

    /// <summary>Takes the figures of transfers; null: nobody does.</summary>
    internal TransferMeter? Meter { get; init; }

    internal void Bind(EngineLoop engine) => _engine = engine;

    /// <summary>Begins a transfer; the engine hears of its end, good or bad.</summary>
    internal void Start(KvExport export) => _transfers.Start(() => RunAsync(export));

    /// <summary>Ends all transfers and waits for them: after this nobody reads the KV cache from here.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _transfers.AllEndedAsync();
        foreach (var sender in _senders.Values)
            if (sender is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await sender.Value.Result.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(KvExport export)
    {
        var engine = _engine ?? throw new InvalidOperationException("no engine is bound");
        var (began, clock) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        string? failure = "the worker ends";
        var outcome = "failed";
        Meter?.Began();
        try
        {
            var sender = await ConnectAsync(export.Target);
            failure = await sender.SendAsync(export, _stopping.Token);
            outcome = failure is null ? "acknowledged" : "refused";
            if (failure is not null) engine.TransferFailed(export.Key, failure);
            else engine.TransferAcknowledged(export.Key);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // Whatever went wrong, the sequence must not wait for ever.
            failure = e.Message;
            LogFailed(export.Key.ToString(), export.Target.Worker, e.Message);
            engine.TransferFailed(export.Key, $"transfer to {export.Target.Worker}: {e.Message}");
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The worker ends; its sequences end with it.
        }
        finally
        {
            Meter?.Ended(Stopwatch.GetElapsedTime(clock), outcome);
            EngineTrace.Transferred(export.Trace, began, export.Target.Worker, export.Key.Attempt, export.Tokens.Length, failure);
        }
    }

    private async Task<KvSender> ConnectAsync(DecodeTarget target)
    {
        var key = (target.KvEndpoint, target.Life);
        while (true)
        {
            var sender = _senders.GetOrAdd(key, _ => new Lazy<Task<KvSender>>(() => OpenAsync(key, target)));
            try
            {
                var connected = await sender.Value;
                if (!connected.IsEnded) return connected;
                // It ended since it was last used; transfers still on it have failed already.
                _senders.TryRemove(new(key, sender));
            }
            catch
            {
                _senders.TryRemove(new(key, sender));
                throw;
            }
        }
    }

    private async Task<KvSender> OpenAsync((string Endpoint, Guid Life) key, DecodeTarget target)
    {
        var sender = await KvSender.ConnectAsync(target, backend, identity, secret, traffic, _stopping.Token);
        // Nobody asks again for a life that is over: its end takes the entry out.
        _ = sender.Completion.ContinueWith(_ => Remove(key, sender), TaskScheduler.Default);
        return sender;
    }

    private void Remove((string Endpoint, Guid Life) key, KvSender ended)
    {
        if (_senders.TryGetValue(key, out var entry) && entry.Value is { IsCompletedSuccessfully: true } made && made.Result == ended) _senders.TryRemove(new(key, entry));
    }

    [LoggerMessage(LogLevel.Warning, "KV transfer of {Key} to {Worker} failed: {Reason}")]
    private partial void LogFailed(string key, string worker, string reason);
}
