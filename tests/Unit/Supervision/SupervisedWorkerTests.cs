using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Settings;
using Orchestrator.Silo.Supervision;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.ModelFiles;
using Xunit;

namespace Orchestrator.Unit.Supervision;

/// <summary>A shell script in the place of the worker: what it does is known, and it is a real process.</summary>
public sealed class SupervisedWorkerTests : IDisposable
{
    private const string Shell = "/bin/sh";

    private readonly ManualClock _clock = new();
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task A_worker_that_ends_is_started_again_after_a_pause()
    {
        var running = RunAsync("exit 3");
        await AdvanceAsync(() => Starts >= 4);
        await EndAsync(running);
    }

    [Fact]
    public async Task The_first_restart_comes_at_once_and_the_next_one_waits_for_its_time()
    {
        var running = RunAsync("exit 3");
        await Eventually.TrueAsync(() => Starts == 2 && _clock.Timers == 1, () => $"{Starts} starts, {_clock.Timers} timers");
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal((2, 1), (Starts, _clock.Timers));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.TrueAsync(() => Starts == 3, () => $"{Starts} starts");
        await EndAsync(running);
    }

    [Fact]
    public async Task A_worker_that_says_it_was_asked_wrongly_is_not_started_again()
    {
        var running = RunAsync("echo 'something else' >&2; echo 'error: no such file: x.gguf' >&2; exit 2");
        var thrown = await Assert.ThrowsAsync<WrongUseException>(() => running.InTimeAsync("the end"));
        Assert.Equal("no such file: x.gguf", thrown.Message);
        Assert.Equal(1, Starts);
    }

    [Fact]
    public async Task At_the_end_the_worker_sees_the_end_of_its_standard_input_and_is_waited_for()
    {
        var running = RunAsync($"cat; echo done > {Path("done")}; exit 0");
        await Eventually.TrueAsync(() => Starts == 1, () => "it did not start");
        await EndAsync(running);
        Assert.True(File.Exists(Path("done")));
    }

    [Fact]
    public async Task A_worker_that_does_not_obey_is_killed()
    {
        var running = RunAsync("exec sleep 1000");
        await Eventually.TrueAsync(() => Starts == 1, () => "it did not start");
        await EndAsync(running);
    }

    [Fact]
    public async Task The_worker_gets_its_arguments_and_the_secret()
    {
        var running = RunAsync($"echo \"$1 $2 $ORCHESTRATOR_CLUSTER_SECRET\" > {Path("said")}; exec cat", "--port", "a b");
        await Eventually.TrueAsync(() => File.Exists(Path("said")) && File.ReadAllText(Path("said")).Length > 0, () => "it said nothing");
        await EndAsync(running);
        Assert.Equal("--port a b the secret\n", File.ReadAllText(Path("said")));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    private int Starts => File.Exists(Path("starts")) ? File.ReadAllLines(Path("starts")).Length : 0;

    private string Path(string name) => System.IO.Path.Combine(_folder.Path, name);

    private Task RunAsync(string script, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Shell), $"there is no {Shell} here");
        var program = new WorkerProgram(Shell, ["-c", $"echo start >> {Path("starts")}; {script}", "worker"]);
        var spec = new WorkerSpec(new WorkerId("host-pool-0"), "pool", WorkerRole.Mixed, arguments);
        return Task.Run(() => new SupervisedWorker(spec, program, "the secret", _clock, NullLogger.Instance).RunAsync(_stop.Token));
    }

    private Task AdvanceAsync(Func<bool> until) => Eventually.TrueAsync(() =>
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return until();
    }, () => $"{Starts} starts");

    private async Task EndAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.InTimeAsync("the end");
    }
}
