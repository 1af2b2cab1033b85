using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Requests;

/// <summary>The request record: all that an activation of <see cref="IRequestGrain"/> must know to place one choice, first or again.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.StartRequest")]
public sealed record StartRequest
{
    [Id(0)] public required int Choice { get; init; }
    [Id(1)] public required int PromptTokens { get; init; }
    [Id(2)] public required int MaxTokens { get; init; }
    [Id(3)] public int Priority { get; init; }

    /// <summary>Separates tenants: KV is never shared between different salts.</summary>
    [Id(4)] public string TenantSalt { get; init; } = "";

    /// <summary>The adapter to apply; empty for the bare model.</summary>
    [Id(5)] public string Adapter { get; init; } = "";

    /// <summary>When the client no longer wants the answer, UTC.</summary>
    [Id(6)] public required DateTimeOffset Deadline { get; init; }

    /// <summary>Workers that refused or failed this choice so far; <see cref="RecoverRequest"/> adds to them.</summary>
    [Id(7)] public WorkerLife[] Excluded { get; init; } = [];

    /// <summary>Names of the prompt's full blocks, packed by <see cref="KvCache.BlockNames"/>; empty when nothing is to be reused.</summary>
    [Id(8)] public byte[] Blocks { get; init; } = [];
}
