using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orchestrator.EndToEnd.Processes;

/// <summary>A program under test: the lines it has said, its signals and its end. It never outlives the tests.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, RunningProcess> s_alive = new();

    private readonly Process _process;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _story = new();
    private readonly Task _reading;

    static RunningProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var id in s_alive.Keys) Signals.Send(id, Signals.Kill);
    };

    private RunningProcess(Process process, string name)
    {
        _process = process;
        Name = name;
        s_alive[process.Id] = this;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output, "out"), ReadAsync(process.StandardError, _errors, "err"));
        Journal.Note(this);
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Lines on standard output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>Lines on standard error so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Both, in order, with the seconds since the start.</summary>
    public IReadOnlyList<string> Story => [.. _story];

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program of ours with nothing of the tests' own settings in its environment but what is given here.</summary>
    public static RunningProcess Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Programs.Dotnet) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("ORCHESTRATOR_", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new RunningProcess(Process.Start(start)!, $"{Path.GetFileNameWithoutExtension(program)} {string.Join(' ', start.ArgumentList.Skip(1))}");
    }

    /// <summary>The first line of standard output that begins so; fails when the process ends before it.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        string? found = null;
        await Patience.UntilAsync($"a line '{beginning}' from {Name}", () =>
        {
            var ended = _process.HasExited && _reading.IsCompleted;
            found = _output.FirstOrDefault(line => line.TrimStart().StartsWith(beginning, StringComparison.Ordinal));
            if (found is null && ended) throw new InvalidOperationException($"{Name} ended with code {_process.ExitCode} before it said '{beginning}': {string.Join(" / ", _errors)}");
            return found is not null;
        });
        return found!;
    }

    public void Signal(int signal) => Signals.Send(Id, signal);

    /// <summary>Waits for the end; the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await Patience.WithinAsync($"the end of {Name}", EndedAsync());
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Signal(Signals.Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
        s_alive.TryRemove(Id, out _);
    }

    // Lines may still come from a pipe after the process has ended; children of it may hold the pipe open.
    private async Task<bool> EndedAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        s_alive.TryRemove(Id, out _);
        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
        return true;
    }

    private async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines, string source)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lines.Enqueue(line);
            _story.Enqueue($"{_clock.Elapsed.TotalSeconds,7:0.000} {source}  {line}");
        }
    }
}
