using Orchestrator.Contracts.Pools;

namespace Orchestrator.Workers.Startup;

/// <summary>This process as one life of its worker.</summary>
public sealed record WorkerIdentity(WorkerLife Life)
{
    public static WorkerIdentity NewLife(WorkerId worker) => new(new WorkerLife(worker, Guid.NewGuid()));
}
