namespace Orchestrator.EndToEnd.Systems;

/// <summary>One prefill and one decode worker; every request is split over them.</summary>
public sealed class SplitSystem() : SharedSystem("--prefill", "1", "--decode", "1", "--disaggregate", "always");
