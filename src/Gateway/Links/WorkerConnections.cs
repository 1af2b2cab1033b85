using System.Collections.Concurrent;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Hosting.Security;

namespace Orchestrator.Gateway.Links;

/// <summary>The links of this gateway, one per worker life, made when first needed.</summary>
internal sealed class WorkerConnections(ClusterSecret secret, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<WorkerLife, Lazy<Task<WorkerConnection>>> _connections = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The link with a worker; throws <see cref="LinkException"/> when there is none to be had.</summary>
    public async Task<WorkerConnection> GetAsync(string pool, WorkerTarget target)
    {
        while (true)
        {
            // One connection serves many callers, so no single caller may cancel its making.
            var connecting = _connections.GetOrAdd(target.Life, _ => new Lazy<Task<WorkerConnection>>(() => OpenAsync(pool, target)));
            try
            {
                var connection = await connecting.Value;
                if (connection.EndReason is null) return connection;
            }
            catch (Exception e)
            {
                _connections.TryRemove(new(target.Life, connecting));
                throw e as LinkException ?? new LinkException($"worker {target.Life} cannot be reached: {e.Message}", e);
            }
            // It ended since it was last used: everybody connects anew.
            _connections.TryRemove(new(target.Life, connecting));
        }
    }

    private async Task<WorkerConnection> OpenAsync(string pool, WorkerTarget target)
    {
        var connection = await WorkerConnection.ConnectAsync(pool, target, secret, time, _stopping.Token);
        _ = CloseAtEndAsync(connection);
        return connection;
    }

    // Nobody asks again for a life that is over: its end takes the entry out.
    private async Task CloseAtEndAsync(WorkerConnection connection)
    {
        await connection.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connections.TryGetValue(connection.Life, out var entry) && entry.Value is { IsCompletedSuccessfully: true } made && made.Result == connection) _connections.TryRemove(new(connection.Life, entry));
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var connecting in _connections.Values)
            if (connecting is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await connecting.Value.Result.DisposeAsync();
        _stopping.Dispose();
    }
}
