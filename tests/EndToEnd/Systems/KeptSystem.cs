namespace Orchestrator.EndToEnd.Systems;

/// <summary>Three workers that do everything, and a data folder that is deleted when the process ends.</summary>
public sealed class KeptSystem() : SharedSystem("--mixed", "3", "--data", MakeFolder())
{
    private static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-e2e-kept-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
