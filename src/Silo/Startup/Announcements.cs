namespace Orchestrator.Silo.Startup;

/// <summary>Lines for the person who started the system, shown when it is ready.</summary>
public sealed record Announcements(IReadOnlyList<string> Lines);
