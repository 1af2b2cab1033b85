using Orchestrator.Contracts.Pools;

namespace Orchestrator.Workers.Engine;

/// <summary>What the pool has ordered: work of another epoch is refused, and any work while draining.</summary>
public sealed record EngineOrders(long Epoch, bool Drain)
{
    /// <summary>Before the pool has said anything.</summary>
    public static EngineOrders None { get; } = new(0, false);

    /// <summary>What runs or waits here and does not fit the role is finished when it is short, and otherwise given away or back.</summary>
    public WorkerRole Role { get; init; } = WorkerRole.Mixed;

    /// <summary>How long a step with running answers should take; zero: any time.</summary>
    public TimeSpan StepTime { get; init; }
}
