namespace Orchestrator.Contracts.Pools;

/// <summary>What happened in a pool.</summary>
public enum PoolEventKind
{
    WorkerJoined,
    WorkerLost,
    WorkerBack,
    WorkerLeft,
    ShiftOrdered,
    ShiftDone,
    DrainOrdered,
    ResumeOrdered,
    HoldReleased,
    WorkerParked,
    WorkerUnparked,
    PolicyChanged,
}
