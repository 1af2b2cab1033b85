namespace Orchestrator.Workers.KvEvents;

/// <summary>A batch on its way out of the engine.</summary>
/// <param name="Shard">Whose it is.</param>
/// <param name="Number">Its number in this life and shard.</param>
/// <param name="Events">Packed; null when they were too many to keep, and the batch counts as lost.</param>
internal readonly record struct KvSealed(int Shard, long Number, byte[]? Events);
