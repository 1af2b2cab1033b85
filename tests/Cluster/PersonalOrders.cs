using Orchestrator.Contracts.Pools;

namespace Orchestrator.Cluster;

/// <summary>Orders that a person gives: the worker as it is then, or null when the pool does not know it.</summary>
internal static class PersonalOrders
{
    public static readonly OrderSource Person = OrderSource.Person("a test");

    public static async Task<WorkerRecord?> Shift(this IGpuPoolGrain pool, WorkerId worker, WorkerRole role) => Taken(await pool.Shift(worker, role, Person));

    public static async Task<WorkerRecord?> SetDrain(this IGpuPoolGrain pool, WorkerId worker, bool drain) => Taken(await pool.SetDrain(worker, drain, Person));

    private static WorkerRecord? Taken(OrderAnswer answer) => answer switch
    {
        OrderAnswer.Ordered ordered => ordered.Worker,
        OrderAnswer.Unknown => null,
        _ => throw new InvalidOperationException(answer.ToString()),
    };
}
