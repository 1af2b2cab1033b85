using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Orchestrator.LoadTests.Scenarios;

namespace Orchestrator.LoadTests.Report;

/// <summary>A finished run, for those who show it.</summary>
/// <param name="Scenario">That was run.</param>
/// <param name="Options">Of the run.</param>
/// <param name="Model">That was measured.</param>
/// <param name="Measures">All that was seen.</param>
/// <param name="Figures">What it comes to.</param>
/// <param name="Companion">What the scenario did beside; null for nothing.</param>
/// <param name="Clipped">Requests that were shortened to fit the model's context.</param>
/// <param name="IsStopped">Ended early by the user.</param>
internal sealed record RunReport(Scenario Scenario, LoadOptions Options, ServerModel Model, Measurements Measures, RunFigures Figures, Companion? Companion, int Clipped, bool IsStopped);
