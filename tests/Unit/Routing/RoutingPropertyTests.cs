using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Policies.Routing;
using Xunit;
using static Orchestrator.Unit.Routing.Fleet;

namespace Orchestrator.Unit.Routing;

/// <summary>What holds for every choice, tried on random fleets, and how ties fall.</summary>
public sealed class RoutingPropertyTests
{
    [Fact]
    public void Whatever_is_chosen_is_allowed_has_room_and_could_take_the_keys_and_values() => ForEvery((workers, query, _, choice) =>
    {
        if (!choice.Found) return;
        var prefill = workers.Single(w => w.Status == choice.Prefill);
        var decode = workers.Single(w => w.Status == choice.Decode);
        Assert.Equal(prefill.Status.Fingerprint, decode.Status.Fingerprint);
        if (query.Prefilled is { } source) Assert.Equal(source, prefill.Status.Life);
        foreach (var newWork in query.Prefilled is null ? [prefill, decode] : new[] { decode }.Where(d => d != prefill))
        {
            Assert.DoesNotContain(newWork.Status.Life, query.Excluded);
            Assert.True(newWork.Room > 0);
        }
    });

    [Fact]
    public void Nobody_is_found_only_when_a_whole_side_has_no_room() => ForEvery((workers, query, options, choice) =>
    {
        if (choice.Found || query.Prefilled is not null) return;
        var usable = workers.Where(w => !query.Excluded.Contains(w.Status.Life)).ToList();
        if (query.Fingerprint is { } wanted && usable.Exists(w => w.Status.Fingerprint == wanted)) usable.RemoveAll(w => w.Status.Fingerprint != wanted);
        Assert.True(IsFull(usable, WorkerRole.Prefill) || IsFull(usable, WorkerRole.Decode) || usable.Exists(first => HasNoPartner(first, usable)));
    });

    [Fact]
    public void Of_workers_that_are_equal_otherwise_the_least_loaded_runs_the_prompt() => ForEvery((workers, query, options, choice) =>
    {
        if (!choice.Found || query.Prefilled is not null || query.Fingerprint is not null) return;
        var prefill = workers.Single(w => w.Status == choice.Prefill);
        Assert.DoesNotContain(workers, w => !query.Excluded.Contains(w.Status.Life) && w.Status.Role == prefill.Status.Role && w.Room > 0 && w.Sequences < prefill.Sequences);
    });

    [Fact]
    public void The_same_seed_makes_the_same_choice() => ForEvery((workers, query, options, choice) =>
        Assert.Equal(choice.Names(), RoutingPolicy.Pick(query, workers, options, new Random(7)).Names()));

    [Fact]
    public void Equals_are_chosen_equally_often_wherever_they_stand_in_the_list()
    {
        const int Draws = 8000;
        var random = new Random(RandomSeed.Next());
        WorkerLoad[] workers = [.. "abcd".Select(c => Worker($"{c}", WorkerRole.Mixed)), Worker("busy", WorkerRole.Mixed, running: 1)];
        var counts = Enumerable.Range(0, Draws).CountBy(_ => RoutingPolicy.Pick(Query(), workers, new RoutingOptions(), random).Names()).ToDictionary();
        Assert.Equal(4, counts.Count);
        // Six standard deviations of a binomial count.
        var allowed = 6 * Math.Sqrt(Draws * 0.25 * 0.75);
        Assert.All(counts, c => Assert.InRange(c.Value, Draws / 4 - allowed, Draws / 4 + allowed));
    }

    // A prefill worker with room, beside equals that cannot take the decode.
    private static bool HasNoPartner(WorkerLoad first, List<WorkerLoad> usable)
    {
        var others = usable.Where(w => w != first && w.Status.Fingerprint == first.Status.Fingerprint).ToList();
        return first is { Room: > 0, Status.Role: not WorkerRole.Mixed } && others.Count > 0 && IsFull(others, WorkerRole.Decode);
    }

    private static bool IsFull(IReadOnlyCollection<WorkerLoad> workers, WorkerRole side)
    {
        var preferred = workers.Where(w => w.Status.Role == side || w.Status.Role == WorkerRole.Mixed).ToList();
        return (preferred.Count > 0 ? preferred : workers).All(w => w.Room == 0);
    }

    private static void ForEvery(Action<WorkerLoad[], RouteQuery, RoutingOptions, RouteChoice> check)
    {
        var random = new Random(RandomSeed.Next());
        for (var i = 0; i < 5000; i++)
        {
            var workers = Enumerable.Range(0, random.Next(7)).Select(w => Worker($"w{w}", (WorkerRole)random.Next(3), random.Next(4), random.Next(2), random.Next(2), max: 4, fingerprint: $"f{random.Next(10) / 8}")).ToArray();
            var query = Query(random.Next(1, 300), random.Next(1, 4), [.. workers.Where(_ => random.Next(5) == 0).Select(w => w.Status.Life.Worker.Value)],
                prefilled: workers.Length > 0 && random.Next(4) == 0 ? workers[0].Status.Life.Worker.Value : null, fingerprint: random.Next(3) == 0 ? "f1" : null);
            var options = new RoutingOptions { Disaggregate = (Disaggregate)random.Next(3) };
            var choice = RoutingPolicy.Pick(query, workers, options, new Random(7));
            try
            {
                check(workers, query, options, choice);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                Assert.Fail($"case {i}: {options.Disaggregate}, {query}\n{string.Join('\n', workers)}\n-> {choice.Names()}\n{e.Message}");
            }
        }
    }
}
