using System.Diagnostics;
using System.Globalization;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Roles;

/// <summary>
/// Real workers, and a load that goes from long prompts with short answers to short prompts with long answers and back: roles follow with nobody's help.
/// ORCHESTRATOR_PLOT names a file for a picture of it, and ORCHESTRATOR_PLOT_SECONDS how long each load goes on.
/// </summary>
public sealed class FollowingTests(ITestOutputHelper output)
{
    private const int Clients = 24;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RolePlot _plot = new();

    [Fact]
    public async Task Roles_follow_the_mix_of_the_load_there_and_back()
    {
        await using var system = await ServingSystem.StartAsync(
            "--prefill", "2", "--decode", "2", "--disaggregate", "always", "--max-running", "8", "--threads", "1", "--scaling", "active", "--model", SlowModel.Path);
        var set = await system.Admin.SendAsync(HttpMethod.Patch, $"/admin/pools/{SlowModel.Name}/policy", """{"mixed_serving":"never","dwell_s":3,"tick_s":1}""", type: "application/merge-patch+json");
        Assert.Equal(200, set.Status);
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(system, over.Token);
        var shots = new List<(string Load, double Seconds)>();
        for (var turn = 0; turn < 3; turn++)
        {
            var (name, question, role) = turn % 2 == 0
                ? ("long prompts, short answers", (Func<int, Question>)(i => Ask(700, 3, i)), "prefill")
                : ("short prompts, long answers", i => Ask(12, 250, i), "decode");
            shots.Add((name, await ServeAsync(system, name, question, role)));
        }
        await over.CancelAsync();
        await watching;

        foreach (var (load, seconds) in shots) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load}: roles had followed after {seconds:0.0} s"));
        await ExplainedAsync(system);
        if (Environment.GetEnvironmentVariable("ORCHESTRATOR_PLOT") is { Length: > 0 } file) await File.WriteAllTextAsync(file, _plot.ToSvg(), CancellationToken.None);
    }

    private static Question Ask(int prompt, int answer, int seed) => Question.OfTokens(prompt, answer, seed) with { Model = SlowModel.Name };

    // Serves until most workers have the role, and as long as a picture is to show; seconds until they had.
    private async Task<double> ServeAsync(ServingSystem system, string name, Func<int, Question> ask, string role)
    {
        var seed = 0;
        using var over = new CancellationTokenSource();
        var began = _clock.Elapsed.TotalSeconds;
        _plot.Change(began, name);
        var clients = Enumerable.Range(0, Clients).Select(async _ =>
        {
            // An answer that fails, ends the client and the test.
            while (!over.IsCancellationRequested) await system.Client.StreamAsync(ask(Interlocked.Increment(ref seed)));
        }).ToList();
        var followed = system.Admin.UntilAsync($"three workers of four {role}", workers => workers.Count(w => w.Role == role) == 3);
        await (await Task.WhenAny([followed, .. clients]));
        var took = _clock.Elapsed.TotalSeconds - began;
        if (double.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_PLOT_SECONDS"), CultureInfo.InvariantCulture, out var shown))
            await Patience.AtMostAsync(TimeSpan.FromSeconds(Math.Max(0, shown - took)), Task.WhenAny(clients));
        await over.CancelAsync();
        await Task.WhenAll(clients);
        return took;
    }

    private async Task WatchAsync(ServingSystem system, CancellationToken over)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!over.IsCancellationRequested)
        {
            _plot.Add(_clock.Elapsed.TotalSeconds, (await system.Admin.WorkersAsync()).Select(w => w.Role));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    // Every shift has its reason and its figures in the log.
    private static async Task ExplainedAsync(ServingSystem system)
    {
        var decisions = (await system.Admin.GetAsync("/admin/decisions?limit=1000")).GetProperty("decisions").EnumerateArray().ToList();
        var shifts = decisions.Where(d => d.GetProperty("verdict").GetString() == "shifts").ToList();
        Assert.True(shifts.Count >= 2, $"{shifts.Count} decisions to shift");
        foreach (var shift in shifts)
        {
            Assert.NotEmpty(shift.GetProperty("reason").GetString()!);
            Assert.True(shift.GetProperty("inputs").GetProperty("requests_per_second").GetDouble() > 0);
            Assert.NotEqual(0, shift.GetProperty("shifts").GetArrayLength());
        }
        var workers = await system.Admin.WorkersAsync();
        Assert.All(workers, w => Assert.Equal(w.DesiredRole, w.Role));
    }
}
