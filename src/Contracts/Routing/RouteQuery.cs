using System.Collections.Immutable;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Contracts.Routing;

/// <summary>What the router needs to know to place one choice of a request. Answers are idempotent by <see cref="Key"/>.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.RouteQuery")]
public sealed record RouteQuery
{
    [Id(0)] public required AttemptKey Key { get; init; }

    /// <summary>Tokens to prefill: the prompt and, after a recovery, what was already emitted.</summary>
    [Id(1)] public required int PromptTokens { get; init; }

    /// <summary>Tokens still to be produced at most.</summary>
    [Id(2)] public required int MaxTokens { get; init; }

    /// <summary>Higher is served first.</summary>
    [Id(3)] public int Priority { get; init; }

    /// <summary>Lives that failed or refused this choice; never chosen.</summary>
    [Id(4)] public ImmutableArray<WorkerLife> Excluded { get; init; } = [];

    /// <summary>The prefill is done (or running) there and only decode is to be placed; null to place both.</summary>
    [Id(5)] public WorkerLife? Prefilled { get; init; }

    /// <summary>The fingerprint of the workers that made the tokens so far; workers of the same are preferred.</summary>
    [Id(6)] public string? Fingerprint { get; init; }

    /// <summary>What workers hold of the prompt already, as the index of KV blocks knows it; a worker that is missing holds nothing.</summary>
    [Id(7)] public ImmutableArray<KvOverlap> Overlaps { get; init; } = [];

    /// <summary>
    /// Some of the names of the prompt's blocks (<see cref="KvCache.Landmarks"/>), packed by <see cref="BlockNames"/>: the router finds siblings
    /// that it routed a moment ago, whose blocks are still being computed.
    /// </summary>
    [Id(8)] public byte[] Landmarks { get; init; } = [];

    /// <summary>Full blocks of the prompt, of which <see cref="Landmarks"/> are some.</summary>
    [Id(9)] public int Blocks { get; init; }

    /// <summary>A running answer is to go from <see cref="Prefilled"/> to another worker of the same fingerprint, if one has room now: it never waits.</summary>
    [Id(10)] public bool IsMigration { get; init; }
}
