namespace Orchestrator.Workers.Startup;

/// <summary>How far this process is: loading with some part done, or serving.</summary>
public sealed class ServingWorker
{
    private readonly TaskCompletionSource<Serving> _isServing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double _loaded;
    private Serving? _serving;

    /// <summary>Part of loading done, 0 to 1.</summary>
    public double Loaded
    {
        get => Volatile.Read(ref _loaded);
        set => Volatile.Write(ref _loaded, value);
    }

    /// <summary>Completes when the model is loaded.</summary>
    public Task<Serving> ServingAsync => _isServing.Task;

    /// <summary>Null while loading.</summary>
    public Serving? Serving
    {
        get => Volatile.Read(ref _serving);
        set
        {
            Volatile.Write(ref _serving, value);
            if (value is not null) _isServing.TrySetResult(value);
        }
    }
}
