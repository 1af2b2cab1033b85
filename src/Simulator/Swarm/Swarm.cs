using Orchestrator.Contracts.Pools;
using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Swarm;

/// <summary>Runs random worlds and checks <see cref="FleetInvariants"/> after every event. A world is its seed, so a failure can be seen again.</summary>
internal static class Swarm
{
    // A world that takes longer does not end at all.
    private const int MostEvents = 500_000;
    private const double MostSeconds = 50_000;

    /// <summary>Runs the world of a seed to its end.</summary>
    /// <param name="seed">Of the world.</param>
    /// <param name="failure">What was wrong, when, and with whom; null when nothing was.</param>
    /// <returns>Events that happened.</returns>
    public static int Run(int seed, out string? failure)
    {
        var world = SwarmWorld.Draw(seed);
        // Numbers of its own: the world is the same whatever happens in it.
        var random = new Random(~seed);
        var run = new FleetRun(world.Options, world.Workload);
        var scaling = new ScalingInvariants(run, world.Options);
        var invariants = new FleetInvariants(run, world.Options, world.Workload);
        var events = 0;
        try
        {
            for (; run.Step(); events++)
            {
                invariants.Check();
                scaling.Check();
                if (events >= MostEvents || run.Now > MostSeconds) throw new SwarmException("the run does not end");
                if (random.NextDouble() >= world.ShiftChance) continue;
                Shift(run, world.Options.Mode, random);
                invariants.Check();
            }
            invariants.CheckEnd();
            failure = null;
        }
        catch (Exception e) when (e is SwarmException or InvalidOperationException or ArgumentException or NullReferenceException or IndexOutOfRangeException or KeyNotFoundException)
        {
            var where = e is SwarmException ? "" : e.StackTrace?.Split('\n')[0].Trim();
            failure = FormattableString.Invariant($"seed {seed}, event {events}, {run.Now:0.######} s: {e.Message} {where}");
        }
        return events;
    }

    private static void Shift(FleetRun run, RoleMode mode, Random random)
    {
        // Whoever places by a fixed split has no answer to another; what the autoscaler does is judged by itself.
        if (mode is RoleMode.Splitwise or RoleMode.Conditional or RoleMode.Dynamic) return;
        var worker = run.Workers[random.Next(run.Workers.Count)];
        // The demand rule knows two roles.
        var role = mode is RoleMode.Clairvoyant or RoleMode.Planner ? worker.Role == WorkerRole.Prefill ? WorkerRole.Decode : WorkerRole.Prefill : (WorkerRole)random.Next(3);
        run.Shift(worker, role, random.Next(3) == 0 ? 0 : 2 * random.NextDouble());
    }
}
