using System.CommandLine;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Calibration;
using Orchestrator.Simulator.Capacity;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Planning;
using Orchestrator.Simulator.Replay;
using Orchestrator.Simulator.Serving;
using Orchestrator.Simulator.Swarm;
using Orchestrator.Simulator.Traces;
using Orchestrator.Simulator.Workloads;

// Exit codes: 0 done, 1 a trace that cannot be read, 2 wrong use.
const int BadTrace = 1, WrongUse = 2;

var root = new RootCommand("Runs the orchestrator's own policies in virtual time. Each verb prints one JSON object as its last line on standard output; all else goes to standard error.")
{
    CalibrateCommand.Create(),
    ReplayCommand.Create(),
    ServeCommand.Create(),
    CapacityCommand.Create(),
    ParetoCommand.Create(),
    PlanCommand.Create(),
    SwarmCommand.Create(),
    LengthsCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // Lists of what is allowed come with a line for each.
    Console.Error.WriteLine($"error: {string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} (--help lists the options)");
    return WrongUse;
}
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (WrongUseException e)
{
    Console.Error.WriteLine($"error: {e.Message} (--help lists the options)");
    return WrongUse;
}
catch (Exception e) when (e is TraceException or ProfileException or CatalogueException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return BadTrace;
}
