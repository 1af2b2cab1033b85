using Orchestrator.EndToEnd.Systems;

namespace Orchestrator.EndToEnd.Pools;

/// <summary>Two models at once: one on a prefill and a decode worker, the other on one that does both.</summary>
public sealed class PoolsSystem() : SharedSystem(Options)
{
    internal static string[] Options => ["--pool", $"{SlowModel.Name}={SlowModel.Path},prefill=1,decode=1", "--pool", $"{OtherModel.Name}={OtherModel.Path},mixed=1", "--token-budget", "64"];
}
