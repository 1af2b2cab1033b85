namespace Orchestrator.EndToEnd.Systems;

/// <summary>One prefill and one decode worker with a larger model and small steps, so that answers and transfers take long enough to be harmed.</summary>
public sealed class SlowSystem() : SharedSystem(Options)
{
    internal static string[] Options => ["--prefill", "1", "--decode", "1", "--disaggregate", "always", "--token-budget", "8", "--max-running", "8", "--model", SlowModel.Path];
}
