using System.Globalization;
using Orleans.Storage;

namespace Orchestrator.Grains.Storage;

/// <summary>Grain state in a <see cref="DataFile"/>. The ETag is the entry's version.</summary>
internal sealed class FileGrainStorage(DataFile file, IGrainStorageSerializer serializer) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var entry = file.Read(Key(stateName, grainId));
        grainState.RecordExists = entry.Value is not null;
        grainState.State = entry.Value is { } value ? serializer.Deserialize<T>(new BinaryData(value)) : Activator.CreateInstance<T>();
        grainState.ETag = Tag(entry.Version);
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var value = serializer.Serialize(grainState.State).ToArray();
        grainState.ETag = await WriteAsync(stateName, grainId, value, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = await WriteAsync(stateName, grainId, null, grainState.ETag);
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    // The disk is waited for on another thread, so that the grains' own are free.
    private async Task<string> WriteAsync(string stateName, GrainId grainId, byte[]? value, string? etag)
    {
        var key = Key(stateName, grainId);
        var expected = etag is null ? file.Read(key).Version : long.Parse(etag, CultureInfo.InvariantCulture);
        try
        {
            return Tag(await Task.Run(() => file.Write(key, value, expected)));
        }
        catch (VersionConflictException e)
        {
            throw new InconsistentStateException(e.Message, Tag(file.Read(key).Version), etag, e);
        }
    }

    private static string Key(string stateName, GrainId grain) => $"{grain}/{stateName}";

    private static string Tag(long version) => version.ToString(CultureInfo.InvariantCulture);
}
