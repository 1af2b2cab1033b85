using System.Diagnostics;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Silo.Supervision;

/// <summary>Keeps one worker process running until it is told to stop.</summary>
internal sealed partial class SupervisedWorker(WorkerSpec spec, WorkerProgram program, string secret, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly BackOff _backOff = new();
    private string? _error;

    /// <summary>Runs the process, again and again; returns when cancelled. Throws <see cref="WrongUseException"/> when the worker says that it can never start as it was asked to.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var isFirst = true; !cancellation.IsCancellationRequested; isFirst = false)
        {
            var started = time.GetTimestamp();
            var exitCode = await RunOnceAsync(cancellation);
            if (cancellation.IsCancellationRequested) return;
            // Once it has served, even a model file that cannot be read any more is a fault that may pass.
            if (exitCode == CommandLineSettings.WrongUse && isFirst) throw new WrongUseException(_error ?? $"worker {spec.Id} refuses to start");
            if (_error is not null) Console.Error.WriteLine($"[{spec.Id}] error: {_error}");
            var pause = _backOff.After(time.GetElapsedTime(started));
            LogEnded(spec.Id.Value, exitCode, pause.TotalSeconds);
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var start = program.ToStartInfo(spec.Arguments);
        _error = null;
        start.Environment[ClusterOptions.SecretVariable] = secret;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program.Host} did not start");
        var passing = PassOnAsync(process.StandardError);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process);
        }
        await passing;
        return process.ExitCode;
    }

    private static async Task StopAsync(Process process)
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private async Task PassOnAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("error: ", StringComparison.Ordinal)) _error ??= line["error: ".Length..];
            else Console.Error.WriteLine($"[{spec.Id}] {line}");
        }
    }

    [LoggerMessage(LogLevel.Warning, "worker {Worker} ended with code {ExitCode}; it is started again in {Pause:0.0} s")]
    private partial void LogEnded(string worker, int exitCode, double pause);
}
