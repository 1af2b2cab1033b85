namespace Orchestrator.Grains.Storage;

/// <summary>An entry was written by somebody else since it was read.</summary>
public sealed class VersionConflictException(string key, long expected, long current)
    : Exception($"'{key}' is of version {current}, not {expected}");
