using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Pages;
using Orchestrator.Simulator.Serving;
using Orchestrator.Simulator.Traces;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Pareto;

/// <summary>simulator pareto: what a fleet can give each user against what each GPU makes, over parallel plans and splits.</summary>
internal static class ParetoCommand
{
    private static readonly Option<string> s_hardware = new("--hardware") { Description = "Accelerator, by its name in the catalogue.", DefaultValueFactory = _ => "h100" };
    private static readonly Option<string> s_model = new("--model") { Description = "Model, by its name in the catalogue.", DefaultValueFactory = _ => "llama-3-8b" };
    private static readonly Option<FileInfo?> s_catalogue = new("--catalogue") { Description = "Your own hardware and models, added to those that come with the program (docs/cost-model.md)." };
    private static readonly Option<int> s_gpus = new("--gpus") { Description = "GPUs of the fleet.", DefaultValueFactory = _ => 64 };
    private static readonly Option<string> s_lengths = new("--lengths") { Description = "PROMPT:ANSWER, tokens of every request.", DefaultValueFactory = _ => "2048:512" };
    private static readonly Option<double> s_firstToken = new("--slo-ttft") { Description = "Mean seconds to the first token, at most.", DefaultValueFactory = _ => 1 };
    private static readonly Option<double?> s_perToken = new("--slo-tpot") { Description = "Mean seconds between tokens, at most; without it any." };
    private static readonly Option<double?> s_link = new("--link-gigabytes-per-second") { Description = "Keys and values from worker to worker, per GPU and direction; without it the hardware's link if a domain holds the fleet, else its network." };
    private static readonly Option<double> s_penalty = new("--mixed-step-penalty") { Description = "What a step with prefill and decode takes on top, as a share of its parts.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> s_batch = new("--max-batch") { Description = "Sequences of one GPU at the same time, at most.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<bool> s_all = new("--all") { Description = "Print all feasible points, not only those that none of their mode beats." };
    private static readonly Option<FileInfo?> s_html = PageFile.Option();

    public static Command Create()
    {
        foreach (var option in new[] { s_gpus, s_batch }) option.Validators.Add(r => { if (r.GetValueOrDefault<int>() < 1) r.AddError($"{option.Name} must be at least 1"); });
        s_firstToken.Validators.Add(r => Positive(r, r.GetValueOrDefault<double>()));
        foreach (var option in new[] { s_perToken, s_link }) option.Validators.Add(r => Positive(r, r.GetValueOrDefault<double?>()));
        s_penalty.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (> -1 and < double.PositiveInfinity)) r.AddError("--mixed-step-penalty must be a number above -1"); });
        var command = new Command("pareto", "Steady states of a fleet: tokens/s per GPU and per megawatt against tokens/s per user, over parallel plans and splits.")
        {
            s_hardware, s_model, s_catalogue, s_gpus, s_lengths, s_firstToken, s_perToken, s_link, s_penalty, s_batch, s_all, s_html,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult given)
    {
        var page = PageFile.Open(given.GetValue(s_html));
        var catalogue = given.GetValue(s_catalogue) is { } file ? Catalogue.Parse(File.ReadAllText(file.FullName)) : Catalogue.Default;
        var (hardware, gpus) = (ServeOptions.Named(() => catalogue.HardwareNamed(given.GetRequiredValue(s_hardware))), given.GetValue(s_gpus));
        var fleet = new SteadyFleet
        {
            Shape = ServeOptions.Named(() => catalogue.ModelNamed(given.GetRequiredValue(s_model))),
            Hardware = hardware,
            Gpus = gpus,
            Lengths = ParseLengths(given.GetRequiredValue(s_lengths)),
            FirstTokenLimit = given.GetValue(s_firstToken),
            PerTokenLimit = given.GetValue(s_perToken) ?? double.PositiveInfinity,
            LinkBytesPerSecond = given.GetValue(s_link) * 1e9 ?? SteadyFleet.Link(hardware, gpus),
            MixedPenalty = given.GetValue(s_penalty),
            MaxBatch = given.GetValue(s_batch),
        };
        foreach (var assumption in ParetoAssumptions.Of(fleet)) Console.Error.WriteLine($"assumed: {assumption}");
        var search = new ParetoSearch(fleet);
        var points = search.Points();
        if (points.Count == 0) throw new TraceException(WhyNone(fleet, search));
        foreach (var point in points.Where(p => p.IsFront).OrderBy(p => p.TokensPerSecondPerUser)) Console.Error.WriteLine(Line(point));
        var json = ParetoJson.From(fleet, points, given.GetValue(s_all));
        page?.Write(ParetoPage.From(fleet, points));
        Console.WriteLine(json.ToJsonString());
    }

    /// <summary>Tokens of every request; throws <see cref="TraceException"/> for anything but PROMPT:ANSWER with an answer of at least 2 tokens.</summary>
    internal static Lengths ParseLengths(string text)
    {
        var parts = text.Split(':');
        if (parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var prompt) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var answer) && prompt > 0 && answer > 1) return new Lengths(prompt, answer);
        throw new TraceException($"--lengths {text} is not PROMPT:ANSWER with a prompt of at least 1 and an answer of at least 2 tokens");
    }

    private static void Positive(OptionResult result, double? value)
    {
        if (value is not (null or (> 0 and < double.PositiveInfinity))) result.AddError($"{result.Option.Name} must be a number above 0");
    }

    private static string WhyNone(SteadyFleet fleet, ParetoSearch search) => search.Plans.Any()
        ? FormattableString.Invariant($"no plan of {fleet.Gpus} x {fleet.Hardware.Name} serves {fleet.Lengths.Prompt}:{fleet.Lengths.Answer} tokens of {fleet.Shape.Name} with a first token within {fleet.FirstTokenLimit} s{(double.IsFinite(fleet.PerTokenLimit) ? FormattableString.Invariant($" and {fleet.PerTokenLimit} s per token") : "")}")
        : FormattableString.Invariant($"{fleet.Shape.Name} has {fleet.Shape.WeightBytes / 1e9:0.#} GB of weights, for which {fleet.Gpus} x {fleet.Hardware.Name} have no room in any plan");

    private static string Line(FleetPoint p) => FormattableString.Invariant(
        $"{p.TokensPerSecondPerUser,8:0.0} tokens/s per user {p.TokensPerSecondPerGpu,9:0.0} per GPU {p.TokensPerSecondPerMegawatt,11:0} per MW  {(p.PrefillPlan is { } plan ? $"{PlanList.Name(plan)} -> " : "")}{PlanList.Name(p.Plan)} {p.Split}, batch {p.Batch}, chunk {p.Chunk:0}, ttft {p.FirstTokenSeconds:0.000} s");
}
