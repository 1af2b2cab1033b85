namespace Orchestrator.EndToEnd.Systems;

/// <summary>One prefill and one decode worker; long prompts are split over them.</summary>
public sealed class AutoSystem() : SharedSystem("--prefill", "1", "--decode", "1", "--disaggregate", "auto");
