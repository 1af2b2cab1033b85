using System.CommandLine;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Options;
using Orchestrator.Simulator.Traces;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Serving;

/// <summary>The options that describe a fleet and what it serves, shared by the commands that simulate one.</summary>
internal sealed class ServeOptions
{
    /// <summary>Tokens of a KV block where prompts share nothing: small, so that little of the last one is wasted.</summary>
    private const int SmallBlock = 64;

    private readonly Option<FileInfo?> _trace = new("--trace") { Description = "Requests to serve: JSON lines with hash_ids, or Azure's CSV; .gz is unpacked." };
    private readonly Option<string?> _workload = new("--workload") { Description = "Requests to make up: shift5, shift1, poisson, bursts, conversations or reasoning." };
    private readonly Option<double> _rateScale = Number("--rate-scale", 1, "Trace: how much faster than recorded. shift5, shift1: GPU-seconds of work per second. Others: requests (or conversations) per second.");
    private readonly Option<double> _seconds = Number("--seconds", 600, "Length of a workload that is made up (shift5 and shift1 have their own).");
    private readonly Option<string> _lengths = new("--lengths") { Description = "Lengths of requests that are made up: code, conversation, or PROMPT:ANSWER.", DefaultValueFactory = _ => "conversation" };
    private readonly Option<int> _gpus = Whole("--gpus", 16, "GPUs of the fleet.");
    private readonly Option<string> _hardware = new("--hardware") { Description = "Accelerator, by its name in the catalogue.", DefaultValueFactory = _ => "h100" };
    private readonly Option<string> _model = new("--model") { Description = "Model, by its name in the catalogue.", DefaultValueFactory = _ => "llama-3-8b" };
    private readonly Option<FileInfo?> _catalogue = new("--catalogue") { Description = "Your own hardware and models, added to those that come with the program (docs/cost-model.md)." };
    private readonly Option<int> _tensorParallel = Whole("--tensor-parallel", 1, "GPUs that share each matrix of a worker.");
    private readonly Option<int> _expertParallel = Whole("--expert-parallel", 1, "GPUs that share the experts of a worker.");
    private readonly Option<string> _policy = new("--routing") { Description = "How prompts are placed.", DefaultValueFactory = _ => RuleNames.All[0] };
    private readonly Option<double> _penalty = new Option<double>("--mixed-step-penalty") { Description = "What a step with prefill and decode takes on top, as a share of its parts.", DefaultValueFactory = _ => 0 }.AboveMinusOne();
    private readonly Option<double> _link = Number("--link-gigabytes-per-second", 50, "Keys and values that a worker receives from others, in gigabytes per second.");
    private readonly Option<int> _domain = Whole("--nvlink-domain", 1, "Neighbouring GPUs among which the hardware's own link is used instead.");
    private readonly Option<double> _host = new Option<double>("--host-gigabytes") { Description = "Host memory of each GPU that keeps what its prefix cache gives up.", DefaultValueFactory = _ => 0 }.NotBelowZero();
    private readonly Option<double> _hostRate = Number("--host-gigabytes-per-second", 25, "How fast that is copied back.");
    private readonly Option<double> _shift = new Option<double>("--shift-seconds") { Description = "How long a worker takes to change its role.", DefaultValueFactory = _ => 0.5 }.NotBelowZero();
    private readonly Option<int> _chunk = Whole("--chunk", 2048, "Prompt tokens of one step where nobody decodes.");
    private readonly Option<int> _maxRunning = Whole("--max-running", 512, "Sequences of a worker at the same time.");
    private readonly Option<MixedServing> _mixed = new("--mixed-serving") { Description = "Whether the autoscaler (--mode dynamic) may let workers do both.", DefaultValueFactory = _ => MixedServing.Auto };
    private readonly Option<double> _firstToken = Number("--slo-ttft", 0.5, "Seconds to the first token that are always allowed.");
    private readonly Option<double> _multiple = Number("--slo-ttft-multiple", 2, "Or so many times what an idle worker takes, if that is longer.");
    private readonly Option<double> _perToken = Number("--slo-tpot", 0.05, "Mean seconds between the tokens of an answer.");
    private readonly Option<double> _patience = Number("--patience", 3600, "Seconds that a request waits for a worker before it is turned away.");
    private readonly Option<double> _failures = new Option<double>("--failure-days") { Description = "Days between two failures of one GPU, on average; 0 for none.", DefaultValueFactory = _ => 0 }.NotBelowZero();
    private readonly Option<double> _start = Number("--start-seconds", 60, "From a failure until a new process serves.");
    private readonly Option<double> _stragglers = new Option<double>("--straggler-hours") { Description = "Hours between two slow spells (30 s at a third of the speed) of one GPU, on average; 0 for none.", DefaultValueFactory = _ => 0 }.NotBelowZero();
    private readonly Option<int> _seed = new("--seed") { Description = "Equal seeds give equal results.", DefaultValueFactory = _ => 1 };

    private TraceFile? _read;

    /// <param name="command">Gets the options.</param>
    /// <param name="without">Names of those that it has no use for.</param>
    public void AddTo(Command command, params IReadOnlyCollection<string> without)
    {
        _policy.AcceptOnlyFromAmong([.. RuleNames.All]);
        Option[] all =
        [
            _trace, _workload, _rateScale, _seconds, _lengths, _gpus, _hardware, _model, _catalogue, _tensorParallel, _expertParallel, _policy, _penalty, _link, _domain, _host, _hostRate, _shift, _mixed, _chunk,
            _maxRunning, _firstToken, _multiple, _perToken, _patience, _failures, _start, _stragglers, _seed,
        ];
        foreach (var option in all.Where(o => !without.Contains(o.Name))) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_trace) is null == result.GetValue(_workload) is null) result.AddError("one of --trace and --workload is needed");
        });
    }

    public double RateScale(ParseResult given) => given.GetValue(_rateScale);

    public int Seed(ParseResult given) => given.GetValue(_seed);

    public int Gpus(ParseResult given) => given.GetValue(_gpus);

    public Catalogue Catalogue(ParseResult given) => given.GetValue(_catalogue) is { } file ? Policies.Cost.Catalogue.Parse(File.ReadAllText(file.FullName)) : Policies.Cost.Catalogue.Default;

    public ModelShape Model(ParseResult given) => Named(() => Catalogue(given).ModelNamed(given.GetValue(_model)!));

    public ServiceLevel Level(ParseResult given) => new(given.GetValue(_firstToken), given.GetValue(_multiple), given.GetValue(_perToken));

    /// <summary>The requests, at a rate of their own or at the one that was asked for.</summary>
    public Workload Workload(ParseResult given, double rateScale, int seed)
    {
        if (given.GetValue(_trace) is { } trace) return TraceWorkload.FromTrace(_read ??= TraceFile.Read(trace.FullName, Workloads.Workload.OrdinaryBlockTokens), trace.Name, Workloads.Workload.OrdinaryBlockTokens, rateScale);
        var (seconds, lengths) = (given.GetValue(_seconds), Lengths(given.GetValue(_lengths)!));
        return given.GetValue(_workload) switch
        {
            "shift5" => ShiftWorkload.Shift5(rateScale, seed),
            "shift1" => ShiftWorkload.Shift1(rateScale, seed),
            "poisson" => PoissonWorkload.Make(rateScale, seconds, seed, lengths),
            "bursts" => BurstWorkload.Make(3 * rateScale, rateScale / 3, 20, 60, seconds, seed, lengths),
            "conversations" => MultiTurnWorkload.Make(rateScale, seconds, seed, lengths, MultiTurnOptions.Default),
            "reasoning" => ReasoningWorkload.Make(rateScale, seconds, seed, lengths),
            var other => throw new WrongUseException($"--workload {other} is none of shift5, shift1, poisson, bursts, conversations, reasoning"),
        };
    }

    /// <summary>The fleet; whether prompts have contents decides how large its blocks are.</summary>
    public FleetOptions Fleet(ParseResult given, Workload workload, RoleMode mode, int seed) => Fleet(
        given, workload, mode, seed, Named(() => Catalogue(given).HardwareNamed(given.GetValue(_hardware)!)), new ParallelPlan(given.GetValue(_tensorParallel), given.GetValue(_expertParallel)), given.GetValue(_gpus));

    /// <summary>The fleet, of other hardware, plan and size than the options name.</summary>
    public FleetOptions Fleet(ParseResult given, Workload workload, RoleMode mode, int seed, HardwareSpec hardware, ParallelPlan plan, int gpus)
    {
        var shape = Model(given);
        if (gpus % plan.Devices != 0) throw new WrongUseException($"--gpus {gpus} is not a multiple of the {plan.Devices} GPUs of a worker");
        var tokens = MemoryRoom.KvTokens(shape, hardware, plan);
        var blockTokens = workload.DifferentBlocks > 0 ? workload.BlockTokens : SmallBlock;
        if (tokens < 2L * blockTokens) throw new WrongUseException($"{shape.Name} leaves no room for keys and values on {plan.Devices} x {hardware.Name}: {MemoryRoom.WeightBytesPerDevice(shape, plan) / 1e9:0.#} GB of weights on each");
        return new FleetOptions
        {
            Workers = gpus / plan.Devices,
            Cost = new StepCost(shape, hardware, plan, given.GetValue(_penalty)),
            BlockTokens = blockTokens,
            KvTokens = tokens,
            Mode = mode,
            Routing = new RoutingOptions { Rule = RuleNames.Parse(given.GetRequiredValue(_policy)), Disaggregate = mode is RoleMode.Aggregated ? Disaggregate.Never : Disaggregate.Auto, Borrowing = mode is RoleMode.Dynamic ? new Borrowing(given.GetValue(_firstToken), given.GetValue(_perToken)) : null },
            Seed = seed,
            MaxRunning = given.GetValue(_maxRunning),
            PrefillChunk = given.GetValue(_chunk),
            StepTarget = given.GetValue(_perToken),
            LinkBytesPerSecond = given.GetValue(_link) * 1e9 * plan.Devices,
            DomainWorkers = Math.Max(1, given.GetValue(_domain) / plan.Devices),
            DomainBytesPerSecond = hardware.LinkBandwidth * plan.Devices,
            HostTokens = (long)(given.GetValue(_host) * 1e9 * plan.Devices / shape.KvBytesPerToken),
            HostBytesPerSecond = given.GetValue(_hostRate) * 1e9 * plan.Devices,
            Policy = PoolPolicy.Default with { MixedServing = given.GetValue(_mixed) },
            ShiftSeconds = given.GetValue(_shift),
            Patience = given.GetValue(_patience),
            FailureSeconds = given.GetValue(_failures) is > 0 and var days ? days * 86_400 / plan.Devices : double.PositiveInfinity,
            StartSeconds = given.GetValue(_start),
            StragglerSeconds = given.GetValue(_stragglers) is > 0 and var hours ? hours * 3600 / plan.Devices : double.PositiveInfinity,
        };
    }

    /// <summary>What the catalogue has under a name that was given.</summary>
    /// <exception cref="WrongUseException">It has nothing.</exception>
    public static T Named<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (CatalogueException unknown)
        {
            throw new WrongUseException(unknown.Message);
        }
    }

    private static LengthTable Lengths(string text)
    {
        if (text == "code") return LengthTable.Code;
        if (text == "conversation") return LengthTable.Conversation;
        var parts = text.Split(':');
        if (parts.Length == 2 && int.TryParse(parts[0], out var prompt) && int.TryParse(parts[1], out var answer) && prompt > 0 && answer > 0) return LengthTable.Fixed(prompt, answer);
        throw new WrongUseException($"--lengths {text} is neither code nor conversation nor PROMPT:ANSWER");
    }

    private static Option<double> Number(string name, double fallback, string description) =>
        new Option<double>(name) { Description = description, DefaultValueFactory = _ => fallback }.AboveZero();

    private static Option<int> Whole(string name, int fallback, string description) =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => fallback }.AtLeastOne();
}
