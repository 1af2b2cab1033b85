using Orchestrator.Contracts.Pools;

namespace Orchestrator.Workers.Engine;

/// <summary>A snapshot of the engine after a step, for reports to the pool and to gateways.</summary>
public sealed record EngineLoad
{
    public int Running { get; init; }
    public int Waiting { get; init; }
    public long PrefillTokensWaiting { get; init; }
    public int BlocksTotal { get; init; }
    public int BlocksFree { get; init; }
    public int BlocksCached { get; init; }
    public int BlocksReferenced { get; init; }

    /// <summary>Tokens that came with work and were computed; those computed again after a preemption count once.</summary>
    public long PromptTokensPrefilled { get; init; }

    /// <summary>Tokens that came with work and were in the cache when it began.</summary>
    public long PromptTokensCached { get; init; }

    public long Preemptions { get; init; }
    public long TokensDecoded { get; init; }
    public long Step { get; init; }
    public WorkTicket NewestTicket { get; init; }

    /// <summary>Running answers that are to go on elsewhere and are still here.</summary>
    public int Leaving { get; init; }

    /// <summary>The newest epoch under which new work was accepted; 0 before any.</summary>
    public long WorkedEpoch { get; init; }

    public long MigrationsOut { get; init; }
    public long MigrationsIn { get; init; }

    /// <summary>Running answers that were to go, could not, and went on here.</summary>
    public long MigrationsFailed { get; init; }

    /// <summary>See <see cref="StepRates"/>; 0 for what has not been measured.</summary>
    public double PromptTokensPerSecond { get; init; }

    /// <summary>Of a step with one sequence.</summary>
    public double DecodeStepSeconds { get; init; }

    /// <summary>Of each further sequence.</summary>
    public double DecodeSequenceSeconds { get; init; }

    /// <summary>Of a step with prompt tokens and answers, as a part of what both take alone.</summary>
    public double MixedStepFactor { get; init; }

    /// <summary>What the step in hand should take, from the time per token of earlier ones.</summary>
    public TimeSpan ExpectedStep { get; init; }

    /// <summary>The orders that this is the state under: work that came before them is counted here.</summary>
    public EngineOrders Orders { get; init; } = EngineOrders.None;

    /// <summary>A step is being computed.</summary>
    public bool Busy { get; init; }
}
