using System.Collections.Concurrent;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Gateway.Catalog;

/// <summary>The pools' policies as this gateway last heard them, a second old at most while a silo answers; the default before.</summary>
internal sealed class PoolPolicies(ModelCatalog catalog, IGrainFactory grains, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, PoolPolicy> _policies = new(StringComparer.Ordinal);

    public PoolPolicy Of(string pool) => _policies.GetValueOrDefault(pool, PoolPolicy.Default);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, time);
        do
        {
            foreach (var model in catalog.All) await AskAsync(model.Name);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AskAsync(string pool)
    {
        try
        {
            _policies[pool] = (await grains.GetGrain<IGpuPoolGrain>(pool).Policy()).Policy;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // No silo answers, or none does yet: what was heard last holds on.
        }
    }
}
