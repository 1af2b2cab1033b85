namespace Orchestrator.LoadTests.Shifts;

/// <summary>A worker as the admin API shows it.</summary>
/// <param name="Id">Unique within its pool.</param>
/// <param name="Pool">That it belongs to.</param>
/// <param name="Role">That it works in.</param>
/// <param name="DesiredRole">That it was last ordered to.</param>
/// <param name="Epoch">Of that order.</param>
/// <param name="ConfirmedEpoch">Of the order that it works by; null where the server does not say.</param>
/// <param name="Leaving">Answers that it still hands to others; 0 where the server does not say.</param>
/// <param name="KvReferenced">KV blocks that running work holds: total - free - cached.</param>
internal sealed record AdminWorker(string Id, string Pool, string Role, string DesiredRole, long Epoch, long? ConfirmedEpoch, int Leaving, long KvReferenced)
{
    /// <summary>Nothing of a shift is left to be done.</summary>
    public bool IsSettled(long epoch) => Role == DesiredRole && (ConfirmedEpoch ?? Epoch) >= epoch && Leaving == 0;
}
