using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Unit.Membership;

/// <summary>A worker's process that keeps its lease as the real one does, and watches that the epochs it is given make sense.</summary>
internal sealed class WorkerProcess(WorkerStatus born)
{
    private readonly Dictionary<long, WorkerRole> _roles = [];

    public WorkerStatus Status { get; private set; } = born;

    public bool IsEnded { get; private set; }

    public void Take(WorkerOrders orders)
    {
        if (orders is not WorkerOrders.Serve serve)
        {
            IsEnded = true;
            return;
        }
        Assert.True(serve.Epoch >= Status.Epoch, $"{Status.Life}: epoch {serve.Epoch} after {Status.Epoch}");
        Assert.True(!_roles.TryGetValue(serve.Epoch, out var role) || role == serve.Role, $"{Status.Life}: epoch {serve.Epoch} was {role}, now it is {serve.Role}");
        _roles[serve.Epoch] = serve.Role;
        Status = Status with { Role = serve.Role, Epoch = serve.Epoch, State = serve.Drain ? WorkerState.Draining : WorkerState.Ready };
    }
}
