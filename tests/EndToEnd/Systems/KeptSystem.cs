namespace Orchestrator.EndToEnd.Systems;

/// <summary>Three workers that do everything, and a data folder.</summary>
public sealed class KeptSystem() : SharedSystem("--mixed", "3", "--data", Directory.CreateTempSubdirectory("orchestrator-e2e-kept-").FullName);
