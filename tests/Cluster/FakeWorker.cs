using Orchestrator.Contracts.Pools;

namespace Orchestrator.Cluster;

/// <summary>A worker without a model: it renews its lease when told to, and follows its orders.</summary>
internal sealed class FakeWorker(IGpuPoolGrain pool, string name, WorkerRole role = WorkerRole.Mixed, int max = 100)
{
    public WorkerStatus Status { get; set; } = new()
    {
        Life = new WorkerLife(new WorkerId(name), Guid.NewGuid()),
        RequestedRole = role,
        Role = role,
        State = WorkerState.Ready,
        Fingerprint = "f",
        WorkEndpoint = $"{name}:1",
        KvEndpoint = $"{name}:2",
        MaxSequences = max,
        MaxContext = 4096,
    };

    public WorkerLife Life => Status.Life;

    /// <summary>Set once the pool has told it to end.</summary>
    public WorkerOrders.End? Ended { get; private set; }

    /// <summary>Reports its status and obeys the answer; the next report shows it.</summary>
    public async Task<WorkerOrders> RenewAsync()
    {
        var orders = await pool.Renew(Status);
        if (orders is WorkerOrders.Serve serve) Status = Status with { Role = serve.Role, Epoch = serve.Epoch, Parked = serve.Parked, State = serve.Drain ? WorkerState.Draining : WorkerState.Ready };
        else Ended = (WorkerOrders.End)orders;
        return orders;
    }

    /// <summary>Joins, and confirms its first orders.</summary>
    public async Task JoinAsync()
    {
        await RenewAsync();
        await RenewAsync();
    }

    /// <summary>A new process of the same worker.</summary>
    public FakeWorker Reborn() => new(pool, Status.Life.Worker.Value, Status.RequestedRole, Status.MaxSequences);
}
