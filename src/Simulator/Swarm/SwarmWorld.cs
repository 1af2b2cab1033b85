using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Swarm;

/// <summary>A small fleet, what it has to serve, and how often somebody changes a role by chance; all of it drawn from a seed.</summary>
/// <param name="Options">The fleet.</param>
/// <param name="Workload">A few dozen requests.</param>
/// <param name="ShiftChance">Chance of a change of role after each event.</param>
internal sealed record SwarmWorld(FleetOptions Options, Workload Workload, double ShiftChance)
{
    private static readonly StepCost s_cost = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One);
    private static readonly StepCost s_penalized = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One, 0.3);

    /// <summary>The world of a seed; most of its limits are either so tight that they matter all the time or so wide that they never do.</summary>
    public static SwarmWorld Draw(int seed)
    {
        var random = new Random(seed);
        var blockTokens = random.Next(3) == 0 ? Pick(random, 1, 16, 64) : random.Next(1, 65);
        var (prompts, answers) = (Pick(random, 40, 300, 1500), Pick(random, 3, 40, 150));
        // The autoscaler needs time to see anything.
        var isDynamic = random.Next(5) == 0;
        var workload = isDynamic ? Serve(random, blockTokens, prompts, answers, random.Next(50, 400), Pick(random, 0.02, 0.1, 0.4)) : Serve(random, blockTokens, prompts, answers, random.Next(3, 50), Pick(random, 0, 0.01, 0.2));
        var workers = random.Next(1, 13);
        var mode = isDynamic ? new RoleMode.Dynamic() : Mode(random, workers);
        // What the longest request needs at most, and the block that nobody may need.
        var least = workload.Arrivals.Max(a => a.PromptTokens + Math.Max(FleetPlacement.LeastMaxTokens, a.AnswerTokens)) + 2 * blockTokens;
        var room = Pick(random, 0.8, 1, 1.2, 2, 10);
        var options = new FleetOptions
        {
            Workers = workers,
            Cost = random.Next(4) == 0 ? s_penalized : s_cost,
            BlockTokens = blockTokens,
            KvTokens = (long)Math.Max(2 * blockTokens, room * least) + random.Next(blockTokens),
            HostTokens = random.Next(3) == 0 ? (long)(Pick(random, 0.2, 3) * least) : 0,
            Mode = mode,
            Seed = seed,
            Routing = Router(random, mode),
            MaxRunning = random.Next(2) == 0 ? 512 : random.Next(1, 9),
            MaxSequences = random.Next(2) == 0 ? 4096 : random.Next(1, 12),
            PrefillChunk = Pick(random, 16, 64, 512, 2048),
            StepTarget = Pick(random, 0.004, 0.0095, 0.02, 0.05),
            LinkBytesPerSecond = Math.Pow(10, 7.5 + 3 * random.NextDouble()),
            DomainWorkers = random.Next(1, 5),
            DomainBytesPerSecond = 4e11,
            MessageSeconds = Pick(random, 0, 0.0005, 0.02),
            Patience = random.Next(4) == 0 ? 5 * random.NextDouble() : double.PositiveInfinity,
            FailureSeconds = random.Next(2) == 0 ? Pick(random, 0.5, 3, 20) : double.PositiveInfinity,
            StartSeconds = Pick(random, 0.03, 0.5, 5),
            StragglerSeconds = random.Next(3) == 0 ? Pick(random, 0.5, 5) : double.PositiveInfinity,
            StragglerFactor = 1 + 5 * random.NextDouble(),
            StragglerSpell = Pick(random, 0.1, 2),
            ShiftSeconds = isDynamic ? Pick(random, 0, 0.5, 3, 20) : 0.5,
            Policy = isDynamic ? Policy(random, workers) : PoolPolicy.Default,
        };
        return new SwarmWorld(options, workload, random.Next(2) == 0 ? 0 : Pick(random, 0.001, 0.01, 0.05));
    }

    private static RoleMode Mode(Random random, int workers) => workers < 2 ? new RoleMode.Aggregated() : random.Next(8) switch
    {
        0 => new RoleMode.Aggregated(),
        1 or 2 => new RoleMode.Clairvoyant(Pick(random, 0.5, 2, 10)),
        3 => Borrowing(Split(random.Next(1, workers), workers), random),
        4 => Computing(Split(random.Next(1, workers), workers), random),
        5 => new RoleMode.Planner(Pick(random, 0.05, 0.5), Pick(random, 0.01, 0.05)),
        _ => Split(random.Next(1, workers), workers),
    };

    private static PoolPolicy Policy(Random random, int workers)
    {
        var budget = random.Next(3) == 0 ? random.Next(1, workers + 1) : (int?)null;
        var most = budget ?? workers;
        var (prefill, decode) = (random.Next(2) == 0 ? 0 : random.Next(most), random.Next(2) == 0 ? 0 : random.Next(most));
        return new PoolPolicy
        {
            Dwell = TimeSpan.FromSeconds(Pick(random, 1, 5, 10, 30)),
            MaxShiftsPerTick = random.Next(2) == 0 ? null : random.Next(1, 5),
            Budget = new GpuBudget(budget, null, null),
            MixedServing = Pick(random, MixedServing.Auto, MixedServing.Never, MixedServing.Never, MixedServing.Always),
            Prefill = new RoleLimits(prefill, random.Next(3) == 0 ? prefill + 1 : null),
            Decode = new RoleLimits(Math.Min(decode, most - 1 - prefill), random.Next(3) == 0 ? decode + 1 : null),
        };
    }

    private static RoleMode.Static Split(int prefill, int workers) => new(prefill, workers - prefill);

    private static RoleMode.Splitwise Borrowing(RoleMode.Static split, Random random) => new(split.Prefill, split.Decode, Pick(random, 0.01, 0.25));

    private static RoleMode.Conditional Computing(RoleMode.Static split, Random random) => new(split.Prefill, split.Decode, Pick(random, 16, 512));

    private static RoutingOptions Router(Random random, RoleMode mode)
    {
        var rules = Enum.GetValues<RoutingRule>();
        return new RoutingOptions
        {
            Rule = rules[random.Next(2 * rules.Length) % rules.Length],
            Disaggregate = mode is RoleMode.Aggregated && random.Next(2) == 0 ? Disaggregate.Never : Pick(random, Disaggregate.Auto, Disaggregate.Auto, Disaggregate.Always, Disaggregate.Never),
            DisaggregateFrom = Pick(random, 1, 32, 128),
            MaxWaiting = random.Next(3) == 0 ? random.Next(4) : 4096,
            Borrowing = mode is RoleMode.Dynamic || random.Next(4) == 0 ? new Borrowing(Pick(random, 0.01, 0.1, 0.5), Pick(random, 0.009, 0.02, 0.05)) : null,
        };
    }

    private static Workload Serve(Random random, int blockTokens, int prompts, int answers, int count, double gap)
    {
        var (shares, hasPriorities) = (random.Next(2) == 0, random.Next(3) == 0);
        var families = random.Next(1, 4);
        var different = families * (prompts / blockTokens + 1);
        var arrivals = new List<Arrival>(count);
        var at = 0.0;
        for (var i = 0; i < count; i++)
        {
            // Now and then many come at the same moment.
            if (random.Next(4) > 0) at += random.Exponential(gap);
            // What comes changes on the way, from long prompts to long answers.
            var isLate = 2 * i > count;
            var prompt = random.Next(1, (isLate ? prompts / 4 : prompts) + 1);
            var answer = random.Next(6) == 0 ? 1 : random.Next(1, (isLate ? answers : answers / 3) + 1);
            var blocks = shares ? new int[(prompt + blockTokens - 1) / blockTokens] : [];
            // A family has one beginning; where a prompt leaves it is its own affair.
            var (family, common) = (random.Next(families), random.Next(blocks.Length + 1));
            for (var b = 0; b < blocks.Length; b++) blocks[b] = b < common ? family * (prompts / blockTokens + 1) + b : different++;
            arrivals.Add(new Arrival(at, prompt, answer, blocks, hasPriorities ? random.Next(-1, 2) : 0));
        }
        return new Workload("swarm", arrivals, Math.Max(at, 1), blockTokens, shares ? different : 0);
    }

    private static T Pick<T>(Random random, params ReadOnlySpan<T> among) => among[random.Next(among.Length)];
}
