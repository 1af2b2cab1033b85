using System.CommandLine;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Options;
using Orchestrator.Simulator.Pages;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Serving;
using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Planning;

/// <summary>simulator plan: the cheapest fleet that serves a workload as promised.</summary>
internal static class PlanCommand
{
    // Less room for keys and values than this is none.
    private const int LeastKvTokens = 4096;

    private static readonly Option<string[]> s_hardware = new("--hardware") { Description = "Accelerators to choose from, by their names in the catalogue; several with commas between.", DefaultValueFactory = _ => ["h100"], AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int> s_most = new Option<int>("--most-gpus") { Description = "Largest fleet looked at.", DefaultValueFactory = _ => 256 }.AtLeastOne();
    private static readonly Option<int> s_tensorParallel = new Option<int>("--most-tensor-parallel") { Description = "GPUs that share each matrix of a worker, at most; all powers of two up to it are looked at.", DefaultValueFactory = _ => 8 }.AtLeastOne();
    private static readonly Option<string[]> s_prices = new("--cost-per-gpu-hour") { Description = "HARDWARE=PRICE, several with commas between. Without prices the fewest GPUs are wanted, and of those the fewest watts.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
    private static readonly Option<double> s_attainment = new Option<double>("--attainment") { Description = "Share of requests that must be served as promised.", DefaultValueFactory = _ => 0.9 }.Share();
    private static readonly Option<string> s_criterion = new("--criterion") { Description = "mean: over all requests; worst-minute: in every minute.", DefaultValueFactory = _ => "mean" };
    private static readonly Option<FileInfo?> s_html = PageFile.Option();

    public static Command Create()
    {
        s_criterion.AcceptOnlyFromAmong("mean", "worst-minute");
        var options = new ServeOptions();
        var command = new Command("plan", "The cheapest fleet (hardware, GPUs, tensor-parallel size, aggregated or a static split) that serves a workload as promised.")
        {
            s_hardware, s_most, s_tensorParallel, s_prices, s_attainment, s_criterion, s_html,
        };
        options.AddTo(command, "--hardware", "--gpus", "--tensor-parallel", "--expert-parallel");
        command.SetAction(given => Run(given, options));
        return command;
    }

    private static void Run(ParseResult given, ServeOptions options)
    {
        var page = PageFile.Open(given.GetValue(s_html));
        var seed = options.Seed(given);
        string[] names = [.. given.GetRequiredValue(s_hardware).SelectMany(h => h.Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        var (catalogue, shape) = (options.Catalogue(given), options.Model(given));
        HardwareSpec[] hardware = [.. names.Select(name => ServeOptions.Named(() => catalogue.HardwareNamed(name)))];
        var prices = GpuPrices.Parse(given.GetRequiredValue(s_prices), names);
        var (most, criterion) = (given.GetValue(s_most), given.GetRequiredValue(s_criterion));
        List<FleetKind> kinds = [.. hardware.SelectMany(h => Kinds(h, shape, Math.Min(most, given.GetValue(s_tensorParallel))))];
        if (kinds.Count == 0) throw new TraceException($"{shape.Name} has {shape.WeightBytes / 1e9:0.#} GB of weights, for which no worker of {string.Join(", ", names)} has room");
        var workload = options.Workload(given, options.RateScale(given), seed);
        var trials = new FleetTrials(workload, options.Level(given), given.GetValue(s_attainment), criterion != "mean");
        Console.Error.WriteLine(FormattableString.Invariant($"{workload.Arrivals.Count} requests over {workload.Seconds / 60:0.0} minutes, {kinds.Count} kinds of fleet"));
        var search = new PlanSearch(
            trials, (kind, workers, mode) => options.Fleet(given, workload, mode, seed, kind.Hardware, kind.Plan, workers * kind.Plan.Devices), prices, most, Console.Error.WriteLine);
        var json = PlanJson.From(trials, shape.Name, criterion, search.Find(kinds));
        if (json["fleet"] is null) Console.Error.WriteLine($"no fleet of up to {most} GPUs holds");
        page?.Write(PlanPage.From(json));
        Console.WriteLine(json.ToJsonString());
    }

    private static IEnumerable<FleetKind> Kinds(HardwareSpec hardware, ModelShape shape, int mostDevices) =>
        PlanList.For(shape, hardware, mostDevices)
            .Where(p => p.ExpertParallel == 1 && MemoryRoom.KvTokens(shape, hardware, p) >= LeastKvTokens)
            .SelectMany(p => new[] { new FleetKind(hardware, p, IsSplit: false), new FleetKind(hardware, p, IsSplit: true) });
}
