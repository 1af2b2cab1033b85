namespace Orchestrator.Policies.Eviction;

/// <summary>
/// How long a cached block is worth keeping. Greedy-Dual-Size-Frequency (Cherkasova, HP Labs 1998) for blocks of one size and one cost: a
/// block is worth the cache's age when it was last used plus how often it was used, the least worthy goes first, and the cache's age is the
/// worth of the last one that went. What is used again and again stays through a flood of prompts that come once, and what was popular
/// an hour ago ages out without any clock. Of equals the end of a chain goes first, for without its beginning it is worth nothing, and the
/// beginning of a chain is never used less than its end.
/// </summary>
public static class EvictionPolicy
{
    /// <summary>Uses that count; more say nothing new.</summary>
    public const int MaxUses = 16;

    /// <summary>The worth of a block that is let go now.</summary>
    /// <param name="age">The cache's age.</param>
    /// <param name="uses">Sequences that have used it, its first included; at least 1.</param>
    public static long Worth(long age, int uses) => age + Math.Clamp(uses, 1, MaxUses);
}
