using System.Diagnostics;
using System.Runtime.InteropServices;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Bench.Router;

/// <inheritdoc/>
internal sealed class SiloGauge : Grain, ISiloGauge
{
    private readonly Guid _life = Guid.NewGuid();
    private ulong _number;

    public Task<ProcessUse> Use(bool collect) => Task.FromResult(ProcessUse.Now(collect));

    public async Task<CallCount> Route(RouteQuery like, int common, int inFlight, TimeSpan duration)
    {
        var router = GrainFactory.GetGrain<IRouterGrain>(RouterBenchOptions.Pool);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            var (assigned, others) = (0L, 0L);
            while (watch.Elapsed < duration)
            {
                if (await router.Route(Next(like, common)) is RoutePlan.Assigned) assigned++;
                else others++;
            }
            return (assigned, others);
        }));
        return new CallCount(counts.Sum(c => c.assigned), counts.Sum(c => c.others), watch.Elapsed);
    }

    public Task<CallCount> Overlap(string shard, byte[][] prompts, TimeSpan duration)
    {
        var asked = GrainFactory.GetGrain<IKvShardGrain>(shard);
        return OneByOne(duration, async i => (await asked.Overlap(prompts[i % prompts.Length])).Length > 0);
    }

    public Task<CallCount> Call(TimeSpan duration)
    {
        var other = GrainFactory.GetGrain<ISiloGauge>(this.GetPrimaryKeyLong() + 1);
        return OneByOne(duration, async _ =>
        {
            await other.Rest();
            return true;
        });
    }

    public Task Rest() => Task.CompletedTask;

    private static async Task<CallCount> OneByOne(TimeSpan duration, Func<long, ValueTask<bool>> call)
    {
        var (calls, failed) = (0L, 0L);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            if (await call(calls)) calls++;
            else failed++;
        }
        return new CallCount(calls, failed, watch.Elapsed);
    }

    // Drawing 128 random bits takes as long as a tenth of a plan, and the gateway has done it already.
    private RouteQuery Next(RouteQuery like, int common)
    {
        Span<byte> key = stackalloc byte[16];
        _life.TryWriteBytes(key);
        MemoryMarshal.Write(key, ++_number);
        var landmarks = (byte[])like.Landmarks.Clone();
        var names = MemoryMarshal.Cast<byte, ulong>(landmarks.AsSpan());
        for (var i = common; i < names.Length; i++) names[i] ^= _number * 0x9E3779B97F4A7C15;
        return like with { Key = new AttemptKey(new RequestId(new Guid(key)), 0, 1), Landmarks = landmarks };
    }
}
