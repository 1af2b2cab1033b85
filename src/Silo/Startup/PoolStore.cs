using Orchestrator.Grains.Storage;
using Orchestrator.Hosting.Settings;
using StackExchange.Redis;

namespace Orchestrator.Silo.Startup;

/// <summary>Where the pools' durable state is kept: Redis if there is one, else the data folder, else nowhere.</summary>
internal sealed class PoolStore : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly DataFile? _file;
    private readonly ConfigurationOptions? _redis;

    private PoolStore(DataFile? file, ConfigurationOptions? redis) => (_file, _redis) = (file, redis);

    /// <summary>What was found damaged.</summary>
    public IReadOnlyList<string> Reports => _file?.Reports ?? [];

    /// <summary>What the person who started the system should know.</summary>
    public IEnumerable<string> Lines => Reports.Select(r => $"data    {r}");

    /// <summary>Opens it, before anything starts. Throws <see cref="WrongUseException"/> with one line when it cannot be used.</summary>
    public static PoolStore Open(string? dataFolder, string? redis)
    {
        try
        {
            if (redis is not null) return new PoolStore(null, Reach(redis));
            return new PoolStore(dataFolder is null ? null : DataFile.Open(Path.GetFullPath(dataFolder)), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongUseException($"--data {dataFolder} cannot be used: {e.Message}", e);
        }
    }

    public void AddTo(ISiloBuilder silo)
    {
        if (_file is not null) silo.AddPoolsInFile(_file);
        else if (_redis is null) silo.AddPoolsInMemory();
        else
        {
            silo.Services.AddSingleton(OpenedStore.Redis(string.Join(',', _redis.EndPoints)));
            silo.AddRedisGrainStorage(PoolStorage.Provider, storage => storage.Configure(o => (o.ConfigurationOptions, o.GrainStorageSerializer) = (_redis, new StoredJson())));
        }
    }

    public void Dispose() => _file?.Dispose();

    private static ConfigurationOptions Reach(string redis)
    {
        try
        {
            var options = ConfigurationOptions.Parse(redis);
            // An order that Redis does not take is refused while its client still waits for the answer.
            (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout) = ((int)s_patience.TotalMilliseconds, (int)s_patience.TotalMilliseconds, (int)s_patience.TotalMilliseconds);
            options.AbortOnConnectFail = true;
            using (ConnectionMultiplexer.Connect(options)) { }
            options.AbortOnConnectFail = false;
            return options;
        }
        catch (Exception e) when (e is ArgumentException or RedisException)
        {
            throw new WrongUseException($"--redis: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
