namespace Orchestrator.Contracts.Requests;

/// <summary>Why a choice needs another attempt.</summary>
public enum RecoverCause
{
    /// <summary>A worker did not take the work: busy, draining or another epoch. Costs nothing but a route.</summary>
    Refused,

    /// <summary>The KV did not reach the decode worker; the prefill worker still has it.</summary>
    TransferFailed,

    /// <summary>A worker died, hung or computed nonsense. A choice survives two of these.</summary>
    WorkerFault,

    /// <summary>Nothing is wrong: a running answer is to go on elsewhere. Only a place for decode is sought; without one it stays where it is.</summary>
    Migration,
}
