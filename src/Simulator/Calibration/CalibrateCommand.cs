using System.CommandLine;
using System.Text.Json.Nodes;
using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>simulator calibrate: the cost model beside measured step times.</summary>
internal static class CalibrateCommand
{
    private static readonly Option<DirectoryInfo> s_profiles = new("--profiles") { Description = "Folder with measured profiles: vidur's *__mlp.csv, LLMServingSim's perf__* and v0__*." };
    private static readonly Option<FileInfo> s_bench = new("--bench") { Description = "What bench engine printed, one JSON object per line: prints a hardware entry for that machine." };
    private static readonly Option<string> s_model = new("--model") { Description = "The model that bench engine ran.", DefaultValueFactory = _ => "smollm2-135m" };
    private static readonly Option<FileInfo> s_catalogue = new("--catalogue") { Description = "Hardware and models of your own, in the catalogue's form; they add to those that are built in." };

    public static Command Create()
    {
        var command = new Command("calibrate", "Compare the cost model with measured profiles, and fit its figures to them anew.") { s_profiles, s_bench, s_model, s_catalogue };
        command.Validators.Add(given => { if (given.GetValue(s_profiles) is null && given.GetValue(s_bench) is null) given.AddError("calibrate needs --profiles or --bench"); });
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult given)
    {
        var catalogue = given.GetValue(s_catalogue) is { } file ? Catalogue.Parse(File.ReadAllText(file.FullName)) : Catalogue.Default;
        var result = new JsonObject();
        if (given.GetValue(s_profiles) is { } folder) AddProfiles(result, folder.FullName, catalogue);
        if (given.GetValue(s_bench) is { } bench) AddBench(result, BenchFile.Read(bench.FullName, catalogue.ModelNamed(given.GetRequiredValue(s_model))));
        Console.WriteLine(result.ToJsonString());
    }

    private static void AddProfiles(JsonObject result, string folder, Catalogue catalogue)
    {
        var run = CalibrationRun.Of(ProfileFolder.Read(folder, catalogue), catalogue, Console.Error.WriteLine);
        Console.Error.WriteLine("relative errors in percent, median / p95:");
        foreach (var line in ErrorTable.Lines(run.Errors)) Console.Error.WriteLine(line);
        foreach (var e in run.Errors)
            foreach (var reason in e.Profile.Excluded) Console.Error.WriteLine($"left out of {e.Profile.Name}: {reason}");
        result["profiles"] = ErrorTable.ToJson(run.Errors);
        result["too_large"] = run.Errors.Count(e => e.IsTooLarge);
        result["catalogue"] = Named(run.Fitted.Select(f => catalogue.HardwareNamed(f.Name)));
        result["fitted"] = Named(run.Fitted);
    }

    private static JsonArray Named(IEnumerable<HardwareSpec> entries) => [.. entries.Select(e => (JsonNode)new JsonObject { ["name"] = e.Name, ["kernels"] = HardwareJson.Kernels(e.Kernels) })];

    private static void AddBench(JsonObject result, BenchFile file)
    {
        var fit = BenchFit.Of(file);
        foreach (var (point, model) in fit.Points) Console.Error.WriteLine($"{point.Name}: measured {1e3 * point.Seconds:0.000} ms, model {1e3 * model:0.000} ms, {100 * (model / point.Seconds - 1):+0.0;-0.0} %");
        result["hardware"] = HardwareJson.Entry(fit.Hardware);
        result["bench"] = new JsonArray([.. fit.Points.Select(p => (JsonNode)new JsonObject { ["point"] = p.Point.Name, ["measured_seconds"] = p.Point.Seconds, ["model_seconds"] = p.Model })]);
        result["mixed_step_penalty"] = fit.MixedPenalty;
    }
}
