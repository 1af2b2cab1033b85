using System.Diagnostics;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>Plays the gateway: names prompts and has them placed, at a rate or as fast as it goes.</summary>
internal sealed class RequestLoad(IGrainFactory grains, PlayedPool pool, CachedChains chains, RouterBenchOptions options)
{
    /// <summary>Tokens that every request asks for.</summary>
    public const int AnswerTokens = 256;

    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(10);

    private int _number;

    /// <summary>Requests come at random times, whether or not those before have their plans.</summary>
    public LoadResult AtRate(double perSecond, TimeSpan duration)
    {
        var result = new LoadResult();
        var random = new Random(options.Seed);
        var spare = new System.Collections.Concurrent.ConcurrentBag<int[]>();
        var open = new CountdownEvent(1);
        var watch = Stopwatch.StartNew();
        for (var due = Gap(random, perSecond); due < duration; due += Gap(random, perSecond))
        {
            var tokens = spare.TryTake(out var used) ? used : new int[options.PromptTokens];
            var prompt = Draw(random, tokens);
            // A system's timer has a grain of a millisecond: how late a request comes is told apart.
            while (watch.Elapsed < due) Thread.Sleep(1);
            result.Late(watch.Elapsed - due);
            var came = Stopwatch.GetTimestamp();
            open.AddCount();
            ThreadPool.UnsafeQueueUserWorkItem(async void (_) =>
            {
                await PlaceAsync(prompt, tokens, came, result);
                spare.Add(tokens);
                open.Signal();
            }, null);
        }
        open.Signal();
        open.Wait();
        result.Elapsed = watch.Elapsed;
        return result;
    }

    /// <summary>So many requests at any time, the next as soon as one has its plan.</summary>
    public async Task<LoadResult> SaturateAsync(int inFlight, TimeSpan duration)
    {
        var result = new LoadResult();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(i => Task.Run(async () =>
        {
            var random = new Random(options.Seed + i);
            var tokens = new int[options.PromptTokens];
            while (watch.Elapsed < duration) await PlaceAsync(Draw(random, tokens), tokens, Stopwatch.GetTimestamp(), result);
        })));
        result.Elapsed = watch.Elapsed;
        return result;
    }

    /// <summary>Names of the blocks of some prompts, packed.</summary>
    public byte[][] SomeNames(int count)
    {
        var random = new Random(options.Seed);
        var tokens = new int[options.PromptTokens];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            Draw(random, tokens);
            return Name(tokens);
        })];
    }

    /// <summary>Names of a prompt that has half of its blocks in common with a chain, packed.</summary>
    public byte[] HalfKnown()
    {
        var tokens = new int[options.PromptTokens];
        chains.WritePrompt(0, chains.Length(0) / 2, 0, tokens);
        return Name(tokens);
    }

    /// <summary>What the gateway does with the tokens of a prompt before it asks for a place.</summary>
    public static byte[] Name(int[] tokens) => BlockNames.Pack(BlockHash.Chain(CachedChains.Root, tokens));

    private static TimeSpan Gap(Random random, double perSecond) => TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond);

    // A prompt begins like some chain, for any number of blocks.
    private (int Chain, int Blocks) Draw(Random random, int[] tokens)
    {
        var chain = random.Next(chains.Count);
        var blocks = 1 + random.Next(chains.Length(chain));
        chains.WritePrompt(chain, blocks, Interlocked.Increment(ref _number) & int.MaxValue >> 1, tokens);
        return (chain, blocks);
    }

    private async Task PlaceAsync((int Chain, int Blocks) prompt, int[] tokens, long came, LoadResult result)
    {
        try
        {
            var blocks = Name(tokens);
            var named = Stopwatch.GetTimestamp();
            var request = new StartRequest { Choice = 0, PromptTokens = tokens.Length, MaxTokens = AnswerTokens, Deadline = DateTimeOffset.UtcNow + s_deadline, Blocks = blocks };
            var plan = await grains.GetGrain<IRequestGrain>(RequestGrainKey.For(RouterBenchOptions.Pool, RequestId.New())).Start(request);
            result.Placed(Stopwatch.GetElapsedTime(came), Stopwatch.GetElapsedTime(named));
            if (plan is RoutePlan.Assigned assigned) result.Went(assigned.CachedTokens == 0, prompt.Blocks > chains.SharedBlocks, chains.HasMost(pool.Take(assigned, tokens.Length), prompt.Chain, prompt.Blocks));
            else result.NotAssigned(plan);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            result.Failed(e);
        }
    }
}
