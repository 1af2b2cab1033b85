using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Report;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Orchestrator.LoadTests.Scenarios;

namespace Orchestrator.LoadTests.SelfCheck;

/// <summary>Checks the generator against a server whose delays are known, over real HTTP: once undisturbed, once with a stall in the middle.</summary>
/// <remarks>
/// Server and generator share the process, its thread pool and the machine, so the errors contain what Kestrel, the loopback and both sides' waiting for
/// a processor add. The server's own account stands beside: where a busy machine makes the server late, that is what is to be measured.
/// </remarks>
internal static class SelfCheckCommand
{
    public const string Name = "selfcheck", Summary = "checks this program against a server with known delays: exit code 1 where a percentile is off by more than 2 ms and 2 %";

    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new("--rate", "N", "50", "requests per second"),
        new("--duration", "SECONDS", "10", "of each of the two parts"),
        new("--warmup", "SECONDS", "3", "before each"),
        new("--ttft", "SECONDS", "0.05", "of the server"),
        new("--itl", "SECONDS", "0.02", "of the server"),
        new("--answer-tokens", "N", "11", "of an answer"),
        new("--stall", "SECONDS", "1", "for which the server begins nothing, in the second part"),
        new("--seed", "N", "1", "of the arrivals"),
    ];

    public static async Task<int> RunAsync(OptionValues values, CancellationToken stop)
    {
        var (first, between) = (TimeSpan.FromSeconds(values.Positive("--ttft")), TimeSpan.FromSeconds(values.Positive("--itl")));
        var (duration, stall) = (TimeSpan.FromSeconds(values.Positive("--duration")), TimeSpan.FromSeconds(values.Positive("--stall")));
        var warmup = TimeSpan.FromSeconds(values.Number("--warmup", 0, 1000));
        if (stall >= duration) throw new WrongUseException($"--stall {stall.TotalSeconds} is not below --duration {duration.TotalSeconds}");
        var middle = warmup + (duration - stall) / 2;
        var json = new JsonObject();
        var isRight = true;
        foreach (var (name, delays) in new[] { ("steady", new KnownDelays(first, between, TimeSpan.Zero, TimeSpan.Zero)), ("stalled", new KnownDelays(first, between, middle, middle + stall)) })
        {
            Console.Error.WriteLine($"{name}: {(warmup + duration).TotalSeconds:0.#} s");
            var figures = await MeasureAsync(name, delays, values, warmup, duration, json, stop);
            isRight &= figures.All(f => f.IsRight);
        }
        json["right"] = isRight;
        Console.Out.WriteLine(json.ToJsonString());
        return isRight ? 0 : 1;
    }

    /// <summary>What percentiles should be: those of the plan's requests under the known delays.</summary>
    public static IReadOnlyList<CheckedFigure> Compare(IReadOnlyList<LoadRequest> plan, KnownDelays delays, ServerAccount account, RunFigures measured)
    {
        var steady = Percentiles.Of([delays.Between]);
        return
        [
            .. Of("TTFT", Percentiles.Of(plan.Select(r => delays.Ttft(r.At))), account.Ttft, measured.Ttft),
            .. Of("ITL", steady, account.Itl, measured.Itl),
            .. Of("TPOT", steady, account.Tpot, measured.Tpot),
            .. Of("end to end", Percentiles.Of(plan.Select(r => delays.Whole(r.At, r.AnswerTokens))), account.Whole, measured.Whole),
        ];
    }

    private static IEnumerable<CheckedFigure> Of(string name, Percentiles? known, Percentiles? account, Percentiles? measured)
    {
        if (known is null || account is null || measured is null) return [new CheckedFigure(name, 0, 0, double.NaN)];
        return
        [
            new($"{name} p50", known.P50, account.P50, measured.P50), new($"{name} p90", known.P90, account.P90, measured.P90),
            new($"{name} p99", known.P99, account.P99, measured.P99), new($"{name} mean", known.Mean, account.Mean, measured.Mean),
        ];
    }

    private static async Task<IReadOnlyList<CheckedFigure>> MeasureAsync(string name, KnownDelays delays, OptionValues values, TimeSpan warmup, TimeSpan duration, JsonObject json, CancellationToken stop)
    {
        var options = LoadOptions.Read(OptionValues.Parse(LoadOptions.Specs,
        [
            "--rate", values.Text("--rate")!, "--duration", values.Text("--duration")!, "--warmup", values.Text("--warmup")!, "--seed", values.Text("--seed")!,
            "--answer-tokens", values.Text("--answer-tokens")!, "--prompt-tokens", "16", "--prompts", "ids",
        ]));
        var measures = new Measurements(warmup, warmup + duration);
        var clock = new RealClock();
        await using var server = await KnownServer.StartAsync(delays, clock, measures.IsMeasured);
        using var http = ServerConnection.Open(server.Url, key: null);
        var model = new ServerModel("known", Context: null, new Prompts.PromptForm.Ids(options.TokenIds));
        LoadRequest[] plan = [.. SteadyScenario.Plan(options)];
        var sender = new HttpSender(http, model, clock, options.Timeout, measures);
        await new LoadRun(clock, measures, options.MaxInFlight).RunAsync(plan, sender.Prepare, sender.SendAsync, stop);
        stop.ThrowIfCancellationRequested();
        var measured = new RunFigures(measures, measures.Total, options.SloTtft, options.SloTpot);
        var figures = Compare([.. plan.Where(r => measures.IsMeasured(r.At))], delays, server.Account, measured);
        Console.Out.WriteLine(Table(name, figures, measured));
        var errors = new JsonObject();
        foreach (var figure in figures) errors[figure.Name] = new JsonObject { ["known"] = Math.Round(figure.Known, 6), ["account"] = Math.Round(figure.Account, 6), ["measured"] = double.IsNaN(figure.Measured) ? null : Math.Round(figure.Measured, 6), ["right"] = figure.IsRight };
        json[name] = errors;
        errors["lateness_seconds"] = ResultJson.Of(measured.Lateness);
        if (measured.Errors.Count > 0) Console.Error.WriteLine($"error: {measured.Errors[0].Count} requests failed, {measured.Errors[0].Kind}: {measured.Errors[0].Example}");
        return measured.Errors.Count == 0 ? figures : [.. figures, new CheckedFigure("errors", 0, 0, double.NaN)];
    }

    private static TextTable Table(string name, IReadOnlyList<CheckedFigure> figures, RunFigures measured)
    {
        var table = new TextTable($"{name}, {measured.Requests} requests, sent late by p50 {Ms(measured.Lateness?.P50 ?? 0)} ms, p99 {Ms(measured.Lateness?.P99 ?? 0)} ms", ["ms", "known", "the server did", "measured", "off by", ""]);
        foreach (var figure in figures) table.Add(figure.Name, Ms(figure.Known), Ms(figure.Account), Ms(figure.Measured), Ms(figure.Error), figure.IsRight ? "right" : "WRONG");
        return table;
    }

    private static string Ms(double seconds) => (1000 * seconds).ToString("0.00", CultureInfo.InvariantCulture);
}
