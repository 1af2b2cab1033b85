using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Requests;

/// <summary>Asks for the next attempt of a choice. It carries all that a fresh activation needs.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.RecoverRequest")]
public sealed record RecoverRequest
{
    [Id(0)] public required StartRequest Request { get; init; }
    [Id(1)] public required int LastAttempt { get; init; }

    /// <summary>Tokens that the client already has.</summary>
    [Id(2)] public required int TokensSoFar { get; init; }

    [Id(3)] public required RecoverCause Cause { get; init; }

    /// <summary>For the log and for "why": what happened, with names.</summary>
    [Id(4)] public required string Reason { get; init; }

    /// <summary>The KV stands there, only decode moves; null to run the prompt again.</summary>
    [Id(5)] public WorkerLife? Prefilled { get; init; }

    /// <summary>The fingerprint of the workers that made the tokens so far.</summary>
    [Id(6)] public string? Fingerprint { get; init; }

    /// <summary>Attempts of this choice that ended by a worker's fault, this one included.</summary>
    [Id(7)] public int Faults { get; init; }
}
