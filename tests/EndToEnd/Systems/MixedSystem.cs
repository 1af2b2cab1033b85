namespace Orchestrator.EndToEnd.Systems;

/// <summary>One worker that does everything.</summary>
public sealed class MixedSystem() : SharedSystem("--mixed", "1");
