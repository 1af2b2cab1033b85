using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;
using Xunit;

namespace Orchestrator.Unit.Membership;

/// <summary>Long random histories: processes start and die, renewals and answers are lost, the grain forgets, orders come at any time.</summary>
public sealed class RandomHistoryTests
{
    private const int Slots = 3;

    [Fact]
    public void Whatever_happens_epochs_only_rise_and_each_stands_for_one_role() => Live(pools: 1, Check);

    [Fact]
    public void Even_two_activations_that_do_not_know_of_each_other_keep_epochs_rising() => Live(pools: 2, (_, _) => { });

    private static void Check(Pool pool, HashSet<Guid> ended)
    {
        foreach (var status in MembershipPolicy.Routable(pool.State))
        {
            var member = pool.Find(status);
            Assert.False(member.Lost || member.Drain);
            Assert.DoesNotContain(status.Life.Life, ended);
            Assert.True(member.Epoch >= status.Epoch, $"{status.Life} has seen epoch {status.Epoch}, its orders are of {member.Epoch}");
        }
        foreach (var (name, member) in pool.State.Members) Assert.Equal(name, member.Status.Life.Worker.Value);
        Assert.Empty(pool.State.Members.Values.Select(m => m.Status.Life.Life).Intersect(pool.State.ReplacedLives));
    }

    private static void Live(int pools, Action<Pool, HashSet<Guid>> check)
    {
        var random = new Random(RandomSeed.Next());
        for (var history = 0; history < 60; history++)
        {
            var activations = Enumerable.Range(0, pools).Select(_ => new Pool()).ToArray();
            var running = new List<WorkerProcess>();
            var ended = new HashSet<Guid>();
            var stored = new List<KeyValuePair<string, Placement>[]> { Array.Empty<KeyValuePair<string, Placement>>() };
            for (var moment = 0; moment < 500; moment++)
            {
                var pool = activations[random.Next(pools)];
                Happen(random, pool, running, ended);
                if (random.Next(20) == 0) stored.Add([.. pool.State.Placements]);
                // The newest that was stored, or one from long ago.
                if (random.Next(100) == 0)
                {
                    pool.Restore(stored[random.Next(2) == 0 ? ^1 : random.Next(stored.Count)]);
                    ended.Clear();
                }
                check(pool, ended);
            }
        }
    }

    // Several processes of one worker may be alive: the newest, and others that have not yet heard that they are replaced.
    private static void Happen(Random random, Pool pool, List<WorkerProcess> running, HashSet<Guid> ended)
    {
        pool.Now += random.NextDouble() * (random.Next(50) == 0 ? 700 : 0.5);
        var name = $"host/{random.Next(Slots)}";
        var worker = running.Count > 0 ? running[random.Next(running.Count)] : null;
        switch (random.Next(20))
        {
            case 0:
                running.Add(new WorkerProcess(Pool.NewLife(name, (WorkerRole)random.Next(3), RandomGuid(random))));
                break;
            case 1 when worker is not null:
                if (random.Next(2) == 0) pool.Leave(worker.Status);
                running.Remove(worker);
                break;
            case 2 or 3:
                pool.Shift(Pool.NewLife(name), (WorkerRole)random.Next(3));
                break;
            case 4:
                pool.SetDrain(Pool.NewLife(name), random.Next(2) == 0);
                break;
            case 5 when random.Next(4) == 0:
                pool.Forget();
                ended.Clear();
                break;
            case 6 or 7:
                pool.Expire();
                break;
            case 8 when worker is not null:
                // The answer is lost; the worker still has its old orders.
                pool.Renew(worker.Status);
                break;
            default:
                worker?.Take(pool.Renew(worker.Status));
                if (worker is not { IsEnded: true }) break;
                ended.Add(worker.Status.Life.Life);
                running.Remove(worker);
                break;
        }
    }

    private static Guid RandomGuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
