using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Unit.Routing;

/// <summary>Workers and questions for the router's policy.</summary>
internal static class Fleet
{
    public static WorkerLoad Worker(string name, WorkerRole role, int running = 0, int waiting = 0, int handedOut = 0, int max = 8, int context = 4096, string fingerprint = "same", int cached = 0, int prefilling = 0) => new(
        new WorkerStatus
        {
            Life = Life(name),
            RequestedRole = role,
            Role = role,
            Epoch = 1,
            State = WorkerState.Ready,
            Fingerprint = fingerprint,
            Running = running,
            Waiting = waiting,
            MaxSequences = max,
            MaxContext = context,
            PrefillTokensWaiting = prefilling,
        },
        handedOut)
    {
        CachedBlocks = cached / BlockHash.BlockTokens,
    };

    /// <summary>The same with this many KV blocks, of which so many are free.</summary>
    public static WorkerLoad Blocks(this WorkerLoad worker, int free, int total = 1000) => worker with { Status = worker.Status with { KvBlocksTotal = total, KvBlocksFree = free } };

    /// <summary>The same name is always the same life.</summary>
    public static WorkerLife Life(string name)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Text.Encoding.ASCII.GetBytes(name, bytes);
        return new WorkerLife(new WorkerId(name), new Guid(bytes));
    }

    public static RouteQuery Query(int prompt = 1000, int maxTokens = 100, string[]? excluded = null, string? prefilled = null, string? fingerprint = null) => new()
    {
        Key = new AttemptKey(new RequestId(Guid.Empty), 0, 1),
        PromptTokens = prompt,
        MaxTokens = maxTokens,
        Excluded = [.. (excluded ?? []).Select(Life)],
        Prefilled = prefilled is null ? null : Life(prefilled),
        Fingerprint = fingerprint,
    };

    public static RouteChoice Pick(RouteQuery query, WorkerLoad[] workers, Disaggregate disaggregate = Disaggregate.Auto, int seed = 0) =>
        RoutingPolicy.Pick(query, workers, new RoutingOptions { Disaggregate = disaggregate, DisaggregateFrom = 128 }, new Random(seed));

    /// <summary>"prefill>decode", one name when one worker does both, the reason when nobody was found.</summary>
    public static string Names(this RouteChoice choice) => !choice.Found ? choice.Reason
        : choice.Prefill!.Life == choice.Decode!.Life ? choice.Prefill.Life.Worker.Value
        : $"{choice.Prefill.Life.Worker}>{choice.Decode.Life.Worker}";
}
