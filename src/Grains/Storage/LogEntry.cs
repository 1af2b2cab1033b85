namespace Orchestrator.Grains.Storage;

/// <summary>What the data file says of a key.</summary>
/// <param name="Version">Rises with every write of the key, also after damage.</param>
/// <param name="Value">The value; null: the key is gone.</param>
internal readonly record struct LogEntry(long Version, byte[]? Value);
