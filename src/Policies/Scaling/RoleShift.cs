using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Scaling;

/// <summary>A worker that is to change its role.</summary>
public readonly record struct RoleShift(WorkerId Worker, WorkerRole From, WorkerRole To);
