namespace Orchestrator.Workers.KvEvents;

/// <summary>All that a worker holds of one shard at one moment.</summary>
/// <param name="Number">The batch that it stands for.</param>
/// <param name="Parts">Packed stored events, at least one part.</param>
internal sealed record KvListing(long Number, List<byte[]> Parts);
