using Orchestrator.EndToEnd.Systems;

namespace Orchestrator.EndToEnd.Simulated;

/// <summary>Two prefill and two decode workers that compute nothing, with steps of 2 ms.</summary>
public sealed class SimulatedSystem() : SharedSystem(
    "--device", "simulated", "--simulated-step", "2ms", "--prefill", "2", "--decode", "2", "--disaggregate", "always", "--token-budget", "64", "--max-running", "16", "--shift-limit", "50ms", "--model", SlowModel.Path);
