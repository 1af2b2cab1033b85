using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Hosting.Processes;

/// <summary>
/// Ends a supervised process when its parent ends: the parent holds the other end of standard input and never writes, so the end of the
/// stream is the end of the parent. Works for kill -9 as well.
/// </summary>
public sealed partial class ParentWatch(IHostApplicationLifetime lifetime, ILogger<ParentWatch> logger) : BackgroundService
{
    /// <summary>How long an orphan may take to stop in order.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A thread of its own: a read of standard input cannot be cancelled.
        new Thread(Watch) { IsBackground = true, Name = "parent watch" }.Start();
        return Task.CompletedTask;
    }

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[16];
        while (true)
        {
            try
            {
                if (input.Read(buffer) > 0) continue;
            }
            catch (IOException)
            {
                // A broken pipe is an end as well.
            }
            break;
        }
        LogOrphaned();
        lifetime.StopApplication();
        Thread.Sleep(s_patience);
        Environment.Exit(1);
    }

    [LoggerMessage(LogLevel.Information, "the parent process ended: stopping")]
    private partial void LogOrphaned();
}
