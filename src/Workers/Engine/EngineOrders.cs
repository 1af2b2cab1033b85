namespace Orchestrator.Workers.Engine;

/// <summary>What the pool has ordered: work of another epoch is refused, and any work while draining.</summary>
public sealed record EngineOrders(long Epoch, bool Drain);
