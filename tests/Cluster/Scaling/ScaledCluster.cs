using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Cluster.Scaling;

/// <summary>A pool whose workers say how fast they are, and whose requests are told second by second; its autoscaler is the real one.</summary>
internal sealed class ScaledCluster(OneSilo silo)
{
    private readonly List<FakeWorker> _workers = [];

    public TestPool Pool { get; } = new(silo);

    public IAutoscalerGrain Autoscaler => silo.Grains.GetGrain<IAutoscalerGrain>(Pool.Name);

    /// <summary>Workers that compute 1,000 prompt tokens per second each and 16 answers' tokens in 20 ms.</summary>
    public async Task JoinAsync(params WorkerRole[] roles)
    {
        foreach (var role in roles)
        {
            var worker = await Pool.JoinAsync($"w{_workers.Count}", role, max: 1_000_000);
            worker.Status = worker.Status with
            {
                PrefillTokensPerSecond = 1000,
                DecodeStepSeconds = 0.005,
                DecodeSequenceSeconds = 0.001,
                MixedStepFactor = 1.5,
                MaxRunning = 16,
                StepTokens = 256,
                KvBlocksTotal = 65536,
                KvBlocksFree = 65536,
            };
            _workers.Add(worker);
        }
        await Pool.RenewAsync();
    }

    /// <summary>Sets a policy: no mixed serving, short dwell.</summary>
    public async Task<PoolPolicy> SetAsync(Func<PoolPolicy, PoolPolicy> change)
    {
        var policy = change(PoolPolicy.Default with { MixedServing = MixedServing.Never, Dwell = TimeSpan.FromSeconds(3), Tpot = TimeSpan.FromMilliseconds(20) });
        if (await Pool.Grain.SetPolicy(policy, null, PersonalOrders.Person) is not PolicyAnswer.Stored) throw new InvalidOperationException("the policy is refused");
        return policy;
    }

    /// <summary>Seconds pass, with so many requests placed and ended in each, until the autoscaler's newest decision is as wanted.</summary>
    public async Task<ScalingRecord> ServeUntilAsync(int perSecond, int prompt, int answer, Predicate<ScalingRecord> wanted, string what)
    {
        Func<Task<ScalingRecord?>> second = async () =>
        {
            for (var i = 0; i < perSecond; i++)
            {
                var request = RequestId.New();
                var start = new StartRequest { Choice = 0, PromptTokens = prompt, MaxTokens = answer, Deadline = silo.Time.GetUtcNow().AddMinutes(1) };
                await Pool.Request(request).Start(start);
                await Pool.Request(request).Finished(new RequestOutcome(0, "length", answer, null, TimeSpan.FromSeconds(1)));
            }
            await Pool.RenewAsync();
            silo.Skip(TimeSpan.FromSeconds(1));
            return (await Autoscaler.Decisions(100)).FirstOrDefault(r => wanted(r));
        };
        return (await second.BecomesAsync(found => found is not null, what))!;
    }

    public async Task<RoleCounts> RolesAsync() => (await Pool.Grain.Workers()).Aggregate(default(RoleCounts), static (counts, worker) => counts.With(worker.DesiredRole, 1));
}
