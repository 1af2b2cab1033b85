using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Report;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Scenarios;

namespace Orchestrator.LoadTests.Running;

/// <summary>Runs one scenario against a server and reports.</summary>
internal static class LoadCommand
{
    /// <param name="scenario">To be run.</param>
    /// <param name="values">Its options.</param>
    /// <param name="stop">Ends the run early; what was measured is reported.</param>
    /// <returns>The exit code: 0 when it ran, 1 when nothing succeeded.</returns>
    /// <exception cref="WrongUseException">An option makes no sense.</exception>
    /// <exception cref="ServerException">The server cannot be used.</exception>
    public static async Task<int> RunAsync(Scenario scenario, OptionValues values, CancellationToken stop)
    {
        var options = LoadOptions.Read(values);
        var page = PageFile.Open(options.Html);
        using var http = ServerConnection.Open(options.Url, options.ApiKey);
        using var admin = Companions.Admin(scenario, values, options);
        // Before the server is asked for anything: a trace that is not there is told at once.
        var plan = scenario.SoundPlan(values, options);
        var model = await ServerModel.FindAsync(http, options, stop);
        var measures = Companions.Measurements(scenario, options);
        var companion = await Companions.OfAsync(scenario, values, http, admin, measures, stop);
        var report = await RunAsync(scenario, options, http, model, measures, companion, plan, stop);
        foreach (var table in ResultTables.Of(report)) Console.Out.WriteLine(table);
        page?.Write(ResultPage.From(report));
        Console.Out.WriteLine(ResultJson.Of(report).ToJsonString());
        if (report.Figures.Succeeded + report.Figures.Cancelled > 0) return 0;
        Console.Error.WriteLine($"error: none of {report.Figures.Requests} requests succeeded{(report.Figures.Errors.Count > 0 ? $"; {report.Figures.Errors[0].Kind}: {report.Figures.Errors[0].Example}" : "")}");
        return 1;
    }

    private static async Task<RunReport> RunAsync(Scenario scenario, LoadOptions options, HttpClient http, ServerModel model, Measurements measures, Companion? companion, IEnumerable<LoadRequest> plan, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var clock = new RealClock();
        var sender = new HttpSender(http, model, clock, options.Timeout, measures);
        var run = new LoadRun(clock, measures, options.MaxInFlight);
        var clipped = 0;
        var sending = run.RunAsync(plan.Select(Fitting), sender.Prepare, sender.SendAsync, stop);
        var progress = new ProgressLine(measures, run, clock, Console.Error).TellAsync(over.Token);
        var beside = companion?.RunAsync(clock, over.Token) ?? Task.CompletedTask;
        try
        {
            await sending;
        }
        finally
        {
            await over.CancelAsync();
        }
        var ended = stop.IsCancellationRequested ? clock.Now : measures.Total;
        await progress;
        await Companions.EndAsync(companion, beside, clock);
        if (clipped > 0) Console.Error.WriteLine($"{clipped} requests were shortened to fit {model.Name}'s context of {model.Context} tokens");
        return new RunReport(scenario, options, model, measures, new RunFigures(measures, ended, options.SloTtft, options.SloTpot), companion, clipped, stop.IsCancellationRequested);

        LoadRequest Fitting(LoadRequest request)
        {
            var fitting = model.Context is { } context ? request.FitTo(context) : request;
            if (!ReferenceEquals(fitting, request)) clipped++;
            return fitting;
        }
    }
}
