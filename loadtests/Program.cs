using System.Runtime.InteropServices;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Orchestrator.LoadTests.Scenarios;
using Orchestrator.LoadTests.SelfCheck;
using Orchestrator.LoadTests.Traces;

const int Ran = 0, Failed = 1, WrongUse = 2;

if (args is [] or ["--help" or "-h", ..])
{
    Console.Error.Write(HelpText.OfAll());
    return args is [] ? WrongUse : Ran;
}
var scenario = AllScenarios.List.FirstOrDefault(s => s.Name == args[0]);
try
{
    var specs = scenario?.Options ?? (args[0] == SelfCheckCommand.Name ? SelfCheckCommand.Specs : throw new WrongUseException($"there is no scenario '{args[0]}'; there is {string.Join(", ", AllScenarios.List.Select(s => s.Name))} and {SelfCheckCommand.Name}"));
    if (args.Skip(1).Any(word => word is "--help" or "-h"))
    {
        Console.Error.Write(scenario is null ? HelpText.Of(SelfCheckCommand.Name, SelfCheckCommand.Summary, specs) : HelpText.Of(scenario.Name, scenario.Summary, specs));
        return Ran;
    }
    using var stop = new CancellationTokenSource();
    // A second one ends the process at once.
    void End(PosixSignalContext signal)
    {
        if (stop.IsCancellationRequested) return;
        signal.Cancel = true;
        Console.Error.WriteLine("ending early; once more ends at once");
        stop.Cancel();
    }
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    var values = OptionValues.Parse(specs, args.AsSpan(1));
    return scenario is null ? await SelfCheckCommand.RunAsync(values, stop.Token) : await LoadCommand.RunAsync(scenario, values, stop.Token);
}
catch (WrongUseException e)
{
    Console.Error.WriteLine($"error: {e.Message} (--help lists the options)");
    return WrongUse;
}
catch (Exception e) when (e is ServerException or TraceException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return Failed;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("error: ended before the first request");
    return Failed;
}
