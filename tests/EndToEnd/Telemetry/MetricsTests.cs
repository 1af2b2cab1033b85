using Xunit;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>What the processes say at /metrics is what Prometheus takes, and what dashboards, alerts and documents name.</summary>
public sealed class MetricsTests(MetricsSystem system) : IClassFixture<MetricsSystem>
{
    // Where the platform does not count energy, nobody can.
    private const string Optional = "orchestrator_energy_joules_total";

    [Fact]
    public async Task Every_process_is_listed_and_the_linter_has_nothing_against_it_but_vllms_names()
    {
        var all = await system.ExpositionsAsync();
        Assert.Equal(["silo", "worker", "worker"], all.Select(e => e.Process).Order());
        foreach (var exposition in all)
            // A colon is for recording rules, and a histogram is no total: vLLM's names have both, and its boards ask for them.
            Assert.DoesNotContain(await exposition.LintAsync(), line => !line.StartsWith("vllm:", StringComparison.Ordinal)
                || !(line.EndsWith("metric names should not contain ':'", StringComparison.Ordinal) || line.StartsWith("vllm:iteration_tokens_total non-counter", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_metric_of_a_dashboard_or_an_alert_exists()
    {
        var known = (await system.ExpositionsAsync()).SelectMany(e => e.Series).Append(Optional).Append("up").ToHashSet();
        Assert.NotEmpty(Boards.Expressions());
        Assert.Empty(from board in Boards.Expressions() from name in Expression.Metrics(board.Expression) where !known.Contains(name) select $"{board.File}: {name} in {board.Expression}");
    }

    [Fact]
    public async Task Every_metric_of_ours_is_documented_and_every_documented_one_exists()
    {
        var told = (await system.ExpositionsAsync()).SelectMany(e => e.Types.Keys).Where(name => name.StartsWith("vllm:", StringComparison.Ordinal) || name.StartsWith("gen_ai_", StringComparison.Ordinal) || name.StartsWith("orchestrator_", StringComparison.Ordinal)).Append(Optional).ToHashSet();
        Assert.Empty(told.Except(Boards.Documented()));
        Assert.Empty(Boards.Documented().Except(told));
    }

    [Fact]
    public async Task Every_process_tells_its_threads_and_handles()
    {
        foreach (var exposition in await system.ExpositionsAsync())
        {
            Assert.InRange(Sum(exposition, "process_num_threads"), 4, 10_000);
            Assert.InRange(Sum(exposition, "process_open_handles"), 4, 10_000);
        }
    }

    [Fact]
    public async Task A_client_that_likes_openmetrics_better_gets_the_same_names()
    {
        var worker = (await system.ExpositionsAsync()).First(e => e.Process == "worker");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Accept.ParseAdd("application/openmetrics-text; version=1.0.0; charset=utf-8");
        using var response = await http.GetAsync(worker.Address, CancellationToken.None);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        var told = worker with { Text = await response.Content.ReadAsStringAsync(CancellationToken.None) };
        Assert.Equal("histogram", told.Types["vllm:iteration_tokens_total"]);
        Assert.Superset(worker.Types.Keys.ToHashSet(), told.Types.Keys.ToHashSet());
    }

    [Fact]
    public async Task Prometheus_takes_the_alert_rules()
    {
        var (code, said) = await Exposition.CheckRulesAsync(Boards.Alerts);
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task The_stages_of_a_request_add_up_to_all_of_it()
    {
        var gateway = (await system.ExpositionsAsync()).Single(e => e.Process == "silo");
        var stages = Sum(gateway, "orchestrator_request_stage_duration_seconds_sum");
        var total = Sum(gateway, "gen_ai_server_request_duration_seconds_sum");
        // Of one clock: what is missing is writing the answer's last bytes, less than one part in twenty.
        Assert.InRange(stages, 0.95 * total, total);
    }

    private static double Sum(Exposition exposition, string name) => exposition.Text.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf('}') is var end and >= 0 ? end + 1 : name.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture));
}
