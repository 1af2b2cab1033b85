namespace Orchestrator.Gateway.OpenAi.Endpoints;

/// <summary>Counts answers in progress; once it closes nobody new gets in, and those inside are waited for.</summary>
internal sealed class DrainGate : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _closed;

    private readonly CancellationTokenSource _cut = new();

    /// <summary>Fires when those inside have had their time.</summary>
    public CancellationToken CutOff => _cut.Token;

    /// <summary>Nobody is let in any more.</summary>
    public bool IsClosed
    {
        get { lock (_gate) return _closed; }
    }

    /// <summary>Ends the answers that are still in progress.</summary>
    public void Cut() => _cut.Cancel();

    /// <summary>A place for one answer, to be disposed at its end; null when the gate is closed.</summary>
    public IDisposable? TryEnter()
    {
        lock (_gate)
        {
            if (_closed) return null;
            _inside++;
            return new Place(this);
        }
    }

    /// <summary>Lets nobody in from now on; completes when the last one has left.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_inside == 0) _empty.TrySetResult();
            return _empty.Task;
        }
    }

    public void Dispose() => _cut.Dispose();

    private void Leave()
    {
        lock (_gate) if (--_inside == 0 && _closed) _empty.TrySetResult();
    }

    private sealed class Place(DrainGate gate) : IDisposable
    {
        private DrainGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
