using System.Diagnostics.Metrics;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;

namespace Orchestrator.Grains.Metering;

/// <summary>Measures a pool: its workers, their leases, what happens to them, and the store.</summary>
internal static class PoolMeter
{
    private static readonly Counter<long> s_renewals = GrainMeter.Meter.CreateCounter<long>("orchestrator.lease.renewals", "{renewal}", "Renewals that the pool has answered, by outcome.");
    private static readonly Counter<long> s_events = GrainMeter.Meter.CreateCounter<long>("orchestrator.pool.events", "{event}", "What happened in a pool: joined, lost, shifted and so on.");
    private static readonly LiveGauge<long> s_workers = new("orchestrator.pool.workers", "{worker}", "Workers of a pool, by the role of their orders and by state.");
    private static readonly Histogram<double> s_writes = GrainMeter.Meter.CreateHistogram("orchestrator.store.write.duration", "s", "How long the durable store took to take a pool's state, by outcome.", null, GrainMeter.Buckets);
    private static readonly Histogram<double> s_shifts = GrainMeter.Meter.CreateHistogram("orchestrator.role_shift.duration", "s", "From the order of a role until the worker says that it has it.", null, GrainMeter.Buckets);
    private static readonly WorkerRole[] s_roles = Enum.GetValues<WorkerRole>();
    private static readonly WorkerState[] s_states = Enum.GetValues<WorkerState>();

    public static void Renewed(string pool, bool isServed) => s_renewals.Add(1, GrainMeter.Pool(pool), GrainMeter.Label("outcome", isServed ? "renewed" : "ended"));

    /// <summary>A pool begins to be watched: what may happen is counted from zero on.</summary>
    public static void Begin(string pool)
    {
        foreach (var kind in Enum.GetValues<PoolEventKind>()) s_events.Add(0, GrainMeter.Pool(pool), GrainMeter.Label("kind", Name(kind)));
    }

    public static void Shifted(string pool, WorkerRole role, TimeSpan took) => s_shifts.Record(took.TotalSeconds, GrainMeter.Pool(pool), GrainMeter.Label("role", Name(role)));

    public static void Happened(string pool, PoolEventKind kind) => s_events.Add(1, GrainMeter.Pool(pool), GrainMeter.Label("kind", Name(kind)));

    /// <summary>All roles and states, those without a worker as well: a board must see a role become empty.</summary>
    public static void Count(string pool, MembershipState state)
    {
        var counts = new long[s_roles.Length, s_states.Length];
        foreach (var member in state.Members.Values)
            counts[Array.IndexOf(s_roles, member.Role), Array.IndexOf(s_states, member.Lost ? WorkerState.Lost : member.Status.State)]++;
        for (var role = 0; role < s_roles.Length; role++)
            for (var at = 0; at < s_states.Length; at++)
                s_workers.Record(pool, counts[role, at], GrainMeter.Pool(pool), GrainMeter.Label("role", Name(s_roles[role])), GrainMeter.Label("state", Name(s_states[at])));
    }

    /// <summary>The pool's grain leaves this process.</summary>
    public static void Gone(string pool) => s_workers.Forget(pool);

    /// <param name="store">memory, file or redis.</param>
    /// <param name="took">From the order to write to its answer.</param>
    /// <param name="isStored">Whether it is kept.</param>
    public static void Wrote(string store, TimeSpan took, bool isStored) => s_writes.Record(took.TotalSeconds, GrainMeter.Label("store", store), GrainMeter.Label("outcome", isStored ? "stored" : "failed"));

    // WorkerJoined: worker_joined.
    private static string Name<T>(T value) where T : struct, Enum => Names<T>.Of(value);

    private static class Names<T> where T : struct, Enum
    {
        private static readonly Dictionary<T, string> s_names = Enum.GetValues<T>().Distinct().ToDictionary(v => v, v => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static string Of(T value) => s_names[value];
    }
}
