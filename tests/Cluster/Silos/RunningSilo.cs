using System.Collections.Concurrent;
using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Cluster.Silos;

/// <summary>One silo whose clock goes on, for tests of what comes about in time by itself. Its KV shards can be made to hang.</summary>
public sealed class RunningSilo() : TestSilos(1, TimeProvider.System)
{
    private readonly ConcurrentDictionary<string, (TaskCompletionSource Reached, TaskCompletionSource Released)> _hung = new();

    /// <summary>The pool's shards do not answer its grain until they are released. Completes when one has been asked.</summary>
    public Task HangAsync(string pool) => _hung.GetOrAdd(pool, _ => (NewGate(), NewGate())).Reached.Task;

    public void Release(string pool)
    {
        if (_hung.TryRemove(pool, out var gates)) gates.Released.SetResult();
    }

    protected override void Configure(ISiloBuilder silo) => silo.AddIncomingGrainCallFilter(async context =>
    {
        if (context.MethodName == nameof(IKvShardGrain.Reconcile) && _hung.TryGetValue(KvShards.Parse(context.TargetId.Key.ToString()!).Pool, out var gates))
        {
            gates.Reached.TrySetResult();
            await gates.Released.Task;
        }
        await context.Invoke();
    });

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
