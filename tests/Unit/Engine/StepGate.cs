namespace Orchestrator.Unit.Engine;

/// <summary>Holds an engine's steps at their start, so that a test decides what happens between two of them.</summary>
internal sealed class StepGate
{
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly SemaphoreSlim _passes = new(0);
    private volatile bool _isShut;

    /// <summary>From now on each step waits for <see cref="Let"/>.</summary>
    public void Shut() => _isShut = true;

    /// <summary>Steps run freely again, the one that waits too.</summary>
    public void Open()
    {
        _isShut = false;
        _passes.Release();
    }

    /// <summary>Returns when a step waits at the gate.</summary>
    public Task ArrivedAsync() => _arrivals.WaitAsync(CancellationToken.None).InTimeAsync("a step at the gate");

    /// <summary>Lets the step that waits run.</summary>
    public void Let() => _passes.Release();

    /// <summary>Lets a number of steps run, one after the other, and returns when the next one waits.</summary>
    public async Task LetAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Let();
            await ArrivedAsync();
        }
    }

    /// <summary>The engine's thread, before a step.</summary>
    public void Pass()
    {
        if (!_isShut) return;
        _arrivals.Release();
        _passes.Wait();
    }
}
