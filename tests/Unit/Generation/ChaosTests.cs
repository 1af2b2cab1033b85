using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Constraints;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.Links;
using Orchestrator.Unit.Transfer;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>
/// The whole data plane in one process: real generations, links, engines and KV transfers, only the router is the test's. Whatever breaks,
/// each answer is the one that a quiet worker gives, and at the end no worker holds anything.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Workers = 4;
    private const int Automata = 6;
    private static readonly WorkerRole[] s_roles = Enum.GetValues<WorkerRole>();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_are_the_same_whatever_breaks_and_nothing_is_left_behind(bool isRestless)
    {
        var random = RandomSeed.New();
        await using var cluster = await StartAsync(random);
        using var over = new CancellationTokenSource();
        var breaking = BreakAsync(cluster, new Random(random.Next()), isRestless, over.Token);

        var automata = Enumerable.Range(0, Automata).Select(_ => NaiveAutomaton.Random(random, TinyModel.Open(WorkerShape.DefaultModel).Config.Vocab)).ToList();
        var inputs = Enumerable.Range(0, 40).Select(_ => NewInput(random, automata, isRestless)).ToList();
        // Some clients leave.
        var leaves = inputs.ToDictionary(i => i, _ => random.Next(8) == 0 ? random.Next(1, 20) : (int?)null);
        var readings = new List<(GenerationInput Input, Reading Reading)>();
        foreach (var input in inputs)
        {
            readings.Add((input, cluster.Run(input)));
            if (random.Next(3) == 0) await readings[random.Next(readings.Count)].Reading.HasAnythingAsync();
        }
        await using var alone = new TestWorker();
        foreach (var (input, reading) in readings)
        {
            var work = Works.Of(new AttemptKey(input.Request, input.Choice, 1), input.Prompt, input.MaxTokens, input.Sampling);
            if (input.Automaton is { } automaton)
            {
                alone.Engine.Keep(automaton);
                work = work.Following(automaton);
            }
            var expected = await alone.RunAsync(work);
            if (leaves[input] is { } tokens && tokens < expected.Length)
            {
                await reading.HasAsync(tokens);
                reading.Leave();
                await reading.EndAsync();
                Assert.Equal(expected[..reading.Tokens.Length], reading.Tokens);
                continue;
            }
            var end = Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
            // A constrained answer may be complete before; exactly then it may have fewer tokens.
            Assert.True(end.ByLength ? expected.Length == input.MaxTokens : input.Automaton is not null, $"{end} after {expected.Length} of {input.MaxTokens} tokens");
            Assert.Equal(expected, reading.Tokens);
        }
        await over.CancelAsync();
        output.WriteLine(await breaking);
        output.WriteLine($"{cluster.Plans.Recoveries.Count} recoveries: {string.Join(", ", cluster.Plans.Recoveries.CountBy(r => r.Cause))}");
        foreach (var linked in cluster.Linked) await linked.Worker.QuietAsync();
        output.WriteLine($"running answers: {cluster.Linked.Sum(l => l.Worker.Load.MigrationsOut)} went on elsewhere, {cluster.Linked.Sum(l => l.Worker.Load.MigrationsIn)} came, {cluster.Linked.Sum(l => l.Worker.Load.MigrationsFailed)} had to stay");
        foreach (var (_, reading) in readings) await reading.DisposeAsync();
    }

    // Where roles change all the time, answers are long enough to be sent away several times.
    private static GenerationInput NewInput(Random random, List<NaiveAutomaton> automata, bool isRestless)
    {
        var vocab = TinyModel.Open(WorkerShape.DefaultModel).Config.Vocab;
        return new GenerationInput
        {
            Request = RequestId.New(),
            Choice = random.Next(3),
            Pool = "pool",
            Prompt = Works.Prompt(random, random.Next(1, isRestless ? 20 : 90), vocab),
            MaxTokens = isRestless ? random.Next(60, 140) : random.Next(1, 60),
            Sampling = Works.Random(random, vocab),
            Automaton = random.Next(isRestless ? 4 : 2) == 0 ? automata[random.Next(automata.Count)].Compile() : null,
            Priority = random.Next(3),
            TenantSalt = "",
            Deadline = DateTimeOffset.UtcNow + TimeSpan.FromMinutes(10),
        };
    }

    private static async Task<Cluster> StartAsync(Random random)
    {
        var linked = new List<LinkedWorker>();
        for (var i = 0; i < Workers; i++)
        {
            // Few blocks and little room for automata: preemption, refused room and eviction are part of it.
            linked.Add(await LinkedWorker.StartAsync(new WorkerShape
            {
                Blocks = random.Next(14, 40),
                Limits = new() { MaxContext = 160, MaxRunning = random.Next(2, 9), MaxWaiting = random.Next(4, 40), TokenBudget = random.Next(8, 64), ShiftLimit = TimeSpan.Zero, AutomatonMemory = random.Next(3, 7) << 10 },
            }));
        }
        return new Cluster(linked, new Random(random.Next()));
    }

    /// <summary>Breaks one thing after the other until the answers are there.</summary>
    private static async Task<string> BreakAsync(Cluster cluster, Random random, bool isRestless, CancellationToken over)
    {
        var broken = new int[6];
        while (!over.IsCancellationRequested)
        {
            var victim = random.Next(Workers);
            var engine = cluster.Linked[victim].Worker.Engine;
            var what = isRestless && random.Next(4) > 0 ? 5 : random.Next(broken.Length);
            broken[what]++;
            switch (what)
            {
                case 0: cluster.Cables[victim].Cut(); break;
                case 1: cluster.Proxies[victim].Cut(); break;
                case 2: cluster.Damage(victim); break;
                case 3: cluster.Spoil(victim); break;
                case 4:
                    await engine.ObeyAsync(new EngineOrders(random.Next(2), random.Next(2) == 0));
                    break;
                // Answers that run there leave at once; the role stays until the next one.
                case 5: await engine.ObeyAsync(new EngineOrders(0, false) { Role = s_roles[random.Next(s_roles.Length)] }); break;
            }
            await cluster.Linked[victim].Worker.SettledAsync();
            if (what == 4) await engine.ObeyAsync(new EngineOrders(0, false));
            // As long as a few steps take, so that there is something to break.
            var step = cluster.Linked.Sum(l => l.Worker.Load.Step);
            await Eventually.OrNotAsync(TimeSpan.FromSeconds(1), () => cluster.Linked.Sum(l => l.Worker.Load.Step) >= step + (isRestless ? 15 : 60) || over.IsCancellationRequested);
        }
        return $"{broken[0]} links cut, {broken[1]} KV connections cut, {broken[2]} blocks damaged, {broken[3]} logits spoiled, {broken[4]} workers drained or at another epoch, {broken[5]} roles changed";
    }

    private sealed class Cluster : IAsyncDisposable
    {
        private readonly WorkerConnections _connections = new(new ClusterSecret("the cluster's"), TimeProvider.System);
        private readonly int[] _damages = new int[Workers];
        private readonly int[] _spoils = new int[Workers];

        public Cluster(List<LinkedWorker> linked, Random random)
        {
            Linked = linked;
            Cables = linked.ConvertAll(l => new ByteRelay(l.WorkEndpoint));
            Proxies = linked.ConvertAll(l => new FrameProxy(l.Worker.KvEndpoint));
            for (var i = 0; i < linked.Count; i++)
            {
                var mine = i;
                Proxies[i].Judge = (frame, bytes) =>
                {
                    if (frame.Kind == KvFrameKind.Block && Interlocked.Exchange(ref _damages[mine], 0) == 1) bytes[^3] ^= 0x10;
                    return FrameFate.Pass;
                };
                linked[i].Worker.Backend.Spoil = (_, logits) =>
                {
                    if (logits.Length > 0 && Interlocked.Exchange(ref _spoils[mine], 0) == 1) logits[5] = float.NaN;
                };
            }
            var plans = new RandomPlans(random, Target, linked.ConvertAll(l => l.Life));
            Plans = new ScriptedPlans { Otherwise = plans.Next };
        }

        public List<LinkedWorker> Linked { get; }

        public List<ByteRelay> Cables { get; }

        public List<FrameProxy> Proxies { get; }

        public ScriptedPlans Plans { get; }

        public Reading Run(GenerationInput input) =>
            new(new GenerationRun(input, new RequestPlans(Plans, NullLogger<RequestPlans>.Instance), _connections, TimeProvider.System, NullLogger.Instance));

        public void Damage(int worker) => Volatile.Write(ref _damages[worker], 1);

        public void Spoil(int worker) => Volatile.Write(ref _spoils[worker], 1);

        public async ValueTask DisposeAsync()
        {
            await _connections.DisposeAsync();
            foreach (var cable in Cables) await cable.DisposeAsync();
            foreach (var proxy in Proxies) await proxy.DisposeAsync();
            foreach (var linked in Linked) await linked.DisposeAsync();
        }

        private Contracts.Routing.WorkerTarget Target(Contracts.Pools.WorkerLife life)
        {
            var i = Linked.FindIndex(l => l.Life == life);
            return Linked[i].Target(Proxies[i].Endpoint, Cables[i].Endpoint);
        }
    }
}
