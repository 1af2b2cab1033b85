using System.Diagnostics;
using System.Net;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Stopping;

/// <summary>However the one command ends, nothing of it stays behind; asked politely, it finishes what it has begun.</summary>
public sealed class StoppingTests(ITestOutputHelper output)
{
    private static readonly Question s_long = Question.OfTokens(40, 900, 1) with { Model = SlowModel.Name };
    private static readonly Question s_short = Question.OfTokens(8, 1, 2) with { Model = SlowModel.Name };

    [Fact]
    public async Task Killed_in_the_middle_of_an_answer_it_leaves_no_worker()
    {
        await using var system = await ServingSystem.StartAsync(SlowSystem.Options);
        using var stream = await system.Client.OpenAsync(s_long with { Choices = 4 });
        await stream.ReadAsync(pieces: 8);
        Assert.Equal(2, system.Workers.Count);

        system.Silo.Signal(Signals.Kill);
        var clock = Stopwatch.StartNew();
        await Patience.UntilAsync("no worker is left", () => system.Workers.Count == 0);
        output.WriteLine($"the workers ended {clock.Elapsed.TotalSeconds:0.00} s after the silo was killed");
    }

    [Theory, InlineData(Signals.Terminate), InlineData(Signals.Interrupt)]
    public async Task Asked_to_end_it_finishes_the_running_stream_refuses_new_requests_and_ends_with_code_0(int signal)
    {
        await using var system = await ServingSystem.StartAsync(SlowSystem.Options);
        var quiet = await system.Client.AskAsync(s_long);
        using var stream = await system.Client.OpenAsync(s_long);
        await stream.ReadAsync(pieces: 8);

        system.Silo.Signal(signal);
        // Ctrl-C reaches every process of the terminal; the workers leave it to their parent.
        if (signal == Signals.Interrupt) foreach (var worker in system.Workers) Signals.Send(worker.Id, signal);
        await UntilRefusedAsync(system);
        var answer = await stream.ToEndAsync();

        Assert.Equal(quiet.Choices, answer.Choices);
        Assert.Equal(900, answer.CompletionTokens);
        Assert.Equal(0, await system.Silo.EndAsync());
        Assert.Empty(system.Workers);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using var system = await ServingSystem.StartAsync(SlowSystem.Options);
        using var stream = await system.Client.OpenAsync(s_long with { Choices = 8 });
        await stream.ReadAsync(pieces: 8);

        system.Silo.Signal(Signals.Terminate);
        await UntilRefusedAsync(system);
        system.Silo.Signal(Signals.Terminate);

        // 128 + SIGINT, as a shell says it: the orderly end would have been 0, after the whole answer.
        Assert.Equal(130, await system.Silo.EndAsync());
        await Assert.ThrowsAnyAsync<IOException>(stream.ToEndAsync);
        await Patience.UntilAsync("no worker is left", () => system.Workers.Count == 0);
    }

    [Fact]
    public async Task A_drain_is_bounded_by_its_time_out()
    {
        await using var system = await ServingSystem.StartAsync([.. SlowSystem.Options, "--drain-timeout", "200ms"]);
        using var stream = await system.Client.OpenAsync(s_long with { Choices = 8 });
        await stream.ReadAsync(pieces: 8);

        system.Silo.Signal(Signals.Terminate);
        var failure = await Record.ExceptionAsync(stream.ToEndAsync);

        Assert.True(failure is HttpRequestException or IOException, $"the stream did not end with an error: {failure}");
        Assert.Equal(0, await system.Silo.EndAsync());
        Assert.Empty(system.Workers);
    }

    // Asked of the probe: a request that came a moment too early would wait behind those that run.
    private static async Task UntilRefusedAsync(ServingSystem system)
    {
        using var http = ServingSystem.ClientOf(system.Address);
        await Patience.UntilAsync("the server says that it is stopping", async () =>
        {
            using var ready = await http.GetAsync("/health/ready", CancellationToken.None);
            return await ready.Content.ReadAsStringAsync(CancellationToken.None) == "the server is stopping" ? "stopping" : null;
        });
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => system.Client.AskAsync(s_short));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
    }
}
