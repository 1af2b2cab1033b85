using Orchestrator.Grains.Pools;
using Orleans.Storage;

namespace Orchestrator.Cluster.Durability;

/// <summary>A store in this process that outlives its grains, and whose writes can fail, hang, or happen and fail all the same.</summary>
internal sealed class MoodyStorage : IGrainStorage
{
    private readonly Dictionary<string, (object State, int Version)> _entries = [];
    private volatile TaskCompletionSource? _gate;

    /// <summary>What a write throws; null: nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether a write that fails has happened nevertheless, as when only its answer was lost.</summary>
    public bool WritesAnyway { get; set; }

    /// <summary>Completes when a write waits.</summary>
    public Task Hang()
    {
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Reached.Task;
    }

    public void Release() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    /// <summary>What a pool has stored now, to be put back later.</summary>
    public object Save(string pool)
    {
        lock (_entries) return _entries.Single(e => e.Key.Contains(pool, StringComparison.Ordinal));
    }

    /// <summary>Puts back what was saved, under a version of its own as a restored file has.</summary>
    public void Restore(object saved)
    {
        var entry = (KeyValuePair<string, (object State, int Version)>)saved;
        lock (_entries) _entries[entry.Key] = entry.Value;
    }

    /// <summary>Writes as another activation would.</summary>
    public void Change(string pool, Func<StoredPool, StoredPool> change)
    {
        lock (_entries)
        {
            var (key, entry) = _entries.Single(e => e.Key.Contains(pool, StringComparison.Ordinal));
            _entries[key] = (change((StoredPool)entry.State), entry.Version + 1);
        }
    }

    private TaskCompletionSource Reached { get; set; } = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_entries)
        {
            grainState.RecordExists = _entries.TryGetValue($"{grainId}", out var entry);
            grainState.State = grainState.RecordExists ? (T)entry.State : Activator.CreateInstance<T>();
            grainState.ETag = $"{entry.Version}";
            return Task.CompletedTask;
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_gate is { } gate)
        {
            Reached.TrySetResult();
            await gate.Task;
        }
        lock (_entries)
        {
            var version = _entries.GetValueOrDefault($"{grainId}").Version;
            if (Failure is null || WritesAnyway)
            {
                if (grainState.ETag != $"{version}") throw new InconsistentStateException("somebody else has written", $"{version}", grainState.ETag);
                _entries[$"{grainId}"] = (grainState.State!, version + 1);
            }
            if (Failure is not null) throw Failure;
            (grainState.ETag, grainState.RecordExists) = ($"{version + 1}", true);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("no pool is ever cleared");
}
