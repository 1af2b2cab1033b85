namespace Orchestrator.Contracts.Pools;

/// <summary>What a worker prefers to do. A role is a preference, not a wall: a pool that lacks one side uses the other.</summary>
public enum WorkerRole
{
    /// <summary>Runs prompts and hands their KV to a decode worker.</summary>
    Prefill,

    /// <summary>Takes KV and produces the rest of the answer.</summary>
    Decode,

    /// <summary>Does both.</summary>
    Mixed,
}
