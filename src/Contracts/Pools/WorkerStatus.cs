using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>What a worker says of itself with each renewal of its lease.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.WorkerStatus")]
public sealed record WorkerStatus
{
    [Id(0)] public required WorkerLife Life { get; init; }

    /// <summary>The role asked for on the command line; counts only for a worker that the pool does not know yet.</summary>
    [Id(1)] public required WorkerRole RequestedRole { get; init; }

    /// <summary>The role it serves now.</summary>
    [Id(2)] public required WorkerRole Role { get; init; }

    /// <summary>The epoch of the orders it follows; 0 before the first orders.</summary>
    [Id(3)] public long Epoch { get; init; }

    [Id(4)] public required WorkerState State { get; init; }

    /// <summary>Part of loading done, 0 to 1.</summary>
    [Id(5)] public double Loaded { get; init; }

    /// <summary>What computes, for people.</summary>
    [Id(6)] public string Device { get; init; } = "";

    /// <summary>Workers of equal fingerprint give equal tokens. Empty while loading.</summary>
    [Id(7)] public string Fingerprint { get; init; } = "";

    /// <summary>host:port of the gRPC endpoint for gateways.</summary>
    [Id(8)] public string WorkEndpoint { get; init; } = "";

    /// <summary>host:port of the socket for KV transfers.</summary>
    [Id(9)] public string KvEndpoint { get; init; } = "";

    /// <summary>Sequences with KV blocks.</summary>
    [Id(10)] public int Running { get; init; }

    /// <summary>Sequences accepted and without KV blocks.</summary>
    [Id(11)] public int Waiting { get; init; }

    /// <summary>Prompt tokens not yet prefilled, over all its sequences.</summary>
    [Id(12)] public long PrefillTokensWaiting { get; init; }

    /// <summary>Sequences it takes before it answers busy, running and waiting together.</summary>
    [Id(13)] public int MaxSequences { get; init; }

    /// <summary>The longest sequence in tokens, prompt and answer together.</summary>
    [Id(14)] public int MaxContext { get; init; }

    [Id(15)] public int KvBlocksTotal { get; init; }
    [Id(16)] public int KvBlocksFree { get; init; }

    /// <summary>Blocks that no sequence refers to and that are kept for reuse.</summary>
    [Id(17)] public int KvBlocksCached { get; init; }

    [Id(18)] public long PromptTokensPrefilled { get; init; }
    [Id(19)] public long TokensDecoded { get; init; }

    /// <summary>Bytes of keys and values (payload only) sent to and received from other workers.</summary>
    [Id(20)] public long KvBytesSent { get; init; }
    [Id(21)] public long KvBytesReceived { get; init; }

    /// <summary>Steps the engine has made.</summary>
    [Id(22)] public long Step { get; init; }

    /// <summary>The newest work that <see cref="Running"/> and <see cref="Waiting"/> contain.</summary>
    [Id(23)] public WorkTicket NewestTicket { get; init; }

    /// <summary>Tokens that came with work and were in its cache; <see cref="PromptTokensPrefilled"/> are those that were not.</summary>
    [Id(24)] public long PromptTokensCached { get; init; }

    /// <summary>The newest batch of KV events that it has numbered, per shard; empty while it does not know the number of shards.</summary>
    [Id(25)] public ImmutableArray<long> KvNumbers { get; init; } = [];

    /// <summary>Prompt tokens it computes per second, as it has measured; 0 before it has.</summary>
    [Id(26)] public double PrefillTokensPerSecond { get; init; }

    /// <summary>Seconds of a step that makes a token of one sequence, as it has measured; 0 before it has.</summary>
    [Id(27)] public double DecodeStepSeconds { get; init; }

    /// <summary>Bytes of keys and values of one token, over all layers.</summary>
    [Id(28)] public long KvBytesPerToken { get; init; }

    /// <summary>Bytes per second at which it has sent keys and values to other workers; 0 before it has.</summary>
    [Id(29)] public double KvBytesPerSecond { get; init; }

    /// <summary>Seconds that each further sequence adds to such a step, as it has measured; 0 before it has.</summary>
    [Id(30)] public double DecodeSequenceSeconds { get; init; }

    /// <summary>How often this life was ordered to empty its prefix cache, and has.</summary>
    [Id(31)] public long PrefixCacheResets { get; init; }

    /// <summary>Running answers that are still to go on elsewhere, since the role changed or the worker drains.</summary>
    [Id(32)] public int Leaving { get; init; }

    /// <summary>The newest epoch under which it has accepted new work; 0 before any.</summary>
    [Id(33)] public long WorkedEpoch { get; init; }

    /// <summary>Running answers that went on elsewhere, that came from elsewhere, and that were to go, could not, and went on here.</summary>
    [Id(34)] public long MigrationsOut { get; init; }
    [Id(35)] public long MigrationsIn { get; init; }
    [Id(36)] public long MigrationsFailed { get; init; }

    /// <summary>Sequences with KV blocks at the same time, at most.</summary>
    [Id(37)] public int MaxRunning { get; init; }

    /// <summary>Tokens of one step, at most.</summary>
    [Id(38)] public int StepTokens { get; init; }

    /// <summary>How long a step with prompt tokens and answers takes, as a part of what both take alone, as it has measured; 0 before it has.</summary>
    [Id(39)] public double MixedStepFactor { get; init; }

    /// <summary>Its orders are to drain, for want of budget alone.</summary>
    [Id(40)] public bool Parked { get; init; }

    /// <summary>host:port of its HTTP endpoint for /metrics; empty when it has none.</summary>
    [Id(41)] public string MetricsEndpoint { get; init; } = "";
}
