using NBomber.Contracts.Stats;
using NBomber.CSharp;
using Orchestrator.LoadTests.NBomber;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Orchestrator.LoadTests.Scenarios;
using Orchestrator.LoadTests.Traces;

const int Kept = 0, Failed = 1, WrongUse = 2;

if (args is [] || args.Any(word => word is "--help" or "-h"))
{
    var asked = AllScenarios.List.FirstOrDefault(s => args is [var name, ..] && name == s.Name);
    Console.Error.Write(asked is null ? HelpText.OfScenarios() : HelpText.Of(asked.Name, asked.Summary, asked.Options));
    return args is [] ? WrongUse : Kept;
}
try
{
    var scenario = AllScenarios.List.FirstOrDefault(s => s.Name == args[0]) ?? throw new WrongUseException($"there is no scenario '{args[0]}' for NBomber; there is {string.Join(", ", AllScenarios.List.Select(s => s.Name))}");
    var values = OptionValues.Parse(scenario.Options, args.AsSpan(1));
    var options = LoadOptions.Read(values);
    // Before the server is asked for anything: a trace that is not there is told at once.
    var plan = scenario.SoundPlan(values, options);
    using var http = ServerConnection.Open(options.Url, options.ApiKey);
    var model = await ServerModel.FindAsync(http, options, CancellationToken.None);
    using var admin = Companions.Admin(scenario, values, options);
    using var over = new CancellationTokenSource();
    var measures = Companions.Measurements(scenario, options);
    var clock = new RealClock();
    var companion = await Companions.OfAsync(scenario, values, http, admin, measures, over.Token);
    var load = new StreamedLoad(http, model, options, clock, measures, plan);
    var runner = NBomberRunner
        .RegisterScenarios(load.Scenario(scenario.Name))
        .WithTestSuite("orchestrator")
        .WithTestName(scenario.Name)
        .WithReportFormats(ReportFormat.Html);
    if (Environment.GetEnvironmentVariable("NBOMBER_LICENSE") is { Length: > 0 } licence) runner = runner.WithLicense(licence);
    var beside = companion?.RunAsync(clock, over.Token) ?? Task.CompletedTask;
    var result = runner.Run();
    await over.CancelAsync();
    await Companions.EndAsync(companion, beside, clock);
    if (companion?.Table() is { } table) Console.Out.WriteLine(table);
    return result.Thresholds.Any(threshold => threshold.IsFailed) ? Failed : Kept;
}
catch (WrongUseException e)
{
    Console.Error.WriteLine($"error: {e.Message} (--help lists the options)");
    return WrongUse;
}
catch (Exception e) when (e is ServerException or TraceException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return Failed;
}
