using System.Diagnostics;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>What is measured, in this order: memory, latency at the rate, saturation, and each stage by itself.</summary>
internal sealed class RouterPhases(IGrainFactory grains, RouterBenchOptions options)
{
    // Enough to keep both processes busy on any machine of today.
    private const int InFlight = 64;
    private const int Callers = 4;
    private const int InFlightOfCaller = 4;
    private const int SamplePrompts = 64;

    // The just-in-time compiler needs so long to have compiled what is hot for good.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);

    private readonly CachedChains _chains = new(options);
    private readonly RouterFigures _figures = new();

    private TimeSpan Half => TimeSpan.FromSeconds(options.Seconds / 2);

    private TimeSpan Stage => TimeSpan.FromSeconds(Math.Min(1, options.Seconds / 4));

    public async Task<RouterFigures> RunAsync()
    {
        Say($"{options.Workers} workers join");
        await using var pool = await PlayedPool.JoinAsync(grains, _chains, options);
        var empty = await Gauge(0).Use(collect: true);
        var watch = Stopwatch.StartNew();
        _figures.Index = await pool.FillAsync();
        _figures.IndexBytes = (await Gauge(0).Use(collect: true)).HeapBytes - empty.HeapBytes;
        Say($"{_figures.Index.Blocks} blocks, {_figures.Index.Holdings} held, after {watch.Elapsed.TotalSeconds:F1} s");

        var load = new RequestLoad(grains, pool, _chains, options);
        var like = await QueryAsync(pool, load);
        Say("warming up");
        await WarmUpAsync(load, like);
        _figures.Idle = await MeteredAsync("at rest", async () =>
        {
            await Task.Delay(Half / 2);
            return 0;
        });
        _figures.AtRate = await MeteredAsync($"{options.Rate} requests/s", () => Task.Run(() => load.AtRate(options.Rate, TimeSpan.FromSeconds(options.Seconds))));
        var before = await Gauge(0).Use(collect: true);
        _figures.Saturated = await MeteredAsync($"{InFlight} requests at a time", () => load.SaturateAsync(InFlight, Half));
        _figures.RequestBytes = (await Gauge(0).Use(collect: true)).HeapBytes - before.HeapBytes;
        _figures.Routes = await MeteredAsync("plans inside the silo", () => RouteAsync(like, Half));
        await MeasureStagesAsync(pool, load, like);
        return _figures;
    }

    private async Task WarmUpAsync(RequestLoad load, RouteQuery like)
    {
        var half = TimeSpan.FromSeconds(Math.Min(s_warmUp.TotalSeconds, options.Seconds) / 2);
        await load.SaturateAsync(InFlight, half);
        await RouteAsync(like, half / 2);
        await Task.Run(() => load.AtRate(options.Rate, half));
    }

    private async Task MeasureStagesAsync(PlayedPool pool, RequestLoad load, RouteQuery like)
    {
        Say("each stage by itself");
        var names = load.SomeNames(SamplePrompts);
        var shard = KvShards.Key(RouterBenchOptions.Pool, pool.Shard);
        _figures.Hash = await Task.Run(() => Hash(Stage));
        _figures.Call = await Gauge(0).Call(Stage);
        _figures.Overlap = await Gauge(0).Overlap(shard, names, Stage);
        _figures.Route = await Gauge(0).Route(like, Common(like), 1, Stage);
    }

    private CallCount Hash(TimeSpan duration)
    {
        var tokens = new int[options.PromptTokens];
        var calls = 0;
        var watch = Stopwatch.StartNew();
        for (; watch.Elapsed < duration; calls++)
        {
            // Another prompt each time, down to the last block.
            tokens[0] = calls;
            RequestLoad.Name(tokens);
        }
        return new CallCount(calls, 0, watch.Elapsed);
    }

    // Landmarks within the half that is known.
    private int Common(RouteQuery like)
    {
        var count = 0;
        for (var landmark = Landmarks.After(0, like.Blocks); landmark <= _chains.Length(0) / 2; landmark = Landmarks.After(landmark, like.Blocks)) count++;
        return count;
    }

    private async Task<CallCount> RouteAsync(RouteQuery like, TimeSpan duration)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Gauge(i).Route(like, Common(like), InFlightOfCaller, duration)));
        return new CallCount(counts.Sum(c => c.Calls), counts.Sum(c => c.Failed), counts.Max(c => c.Elapsed));
    }

    // The request grain's question about a prompt of which all workers hold something, and none so much that one worker would do without a second look.
    private static async Task<RouteQuery> QueryAsync(PlayedPool pool, RequestLoad load)
    {
        var names = load.HalfKnown();
        return new RouteQuery
        {
            Key = new AttemptKey(RequestId.New(), 0, 1),
            PromptTokens = BlockNames.Count(names) * BlockHash.BlockTokens,
            MaxTokens = RequestLoad.AnswerTokens,
            Overlaps = await pool.Index.Overlap(names),
            Landmarks = Landmarks.Of(names),
            Blocks = BlockNames.Count(names),
        };
    }

    private async Task<Metered<T>> MeteredAsync<T>(string what, Func<Task<T>> act)
    {
        var (silo, driver, watch) = (await Gauge(0).Use(collect: false), ProcessUse.Now(collect: false), Stopwatch.StartNew());
        var result = await act();
        var elapsed = watch.Elapsed;
        var (siloAfter, driverAfter) = (await Gauge(0).Use(collect: false), ProcessUse.Now(collect: false));
        Say($"{what}: {elapsed.TotalSeconds:F1} s");
        return new Metered<T>(result, elapsed, siloAfter.Since(silo), driverAfter.Since(driver));
    }

    private ISiloGauge Gauge(int key) => grains.GetGrain<ISiloGauge>(key);

    private static void Say(string what) => Console.Error.WriteLine($"router: {what}");
}
