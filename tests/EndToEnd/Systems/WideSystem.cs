namespace Orchestrator.EndToEnd.Systems;

/// <summary>Two workers of each role; every request is split over two.</summary>
public sealed class WideSystem() : SharedSystem("--prefill", "2", "--decode", "2", "--disaggregate", "always");
