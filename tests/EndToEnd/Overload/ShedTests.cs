using System.Net;
using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Doors;
using Orchestrator.EndToEnd.Failures;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Overload;

/// <summary>One worker for one sequence, and a queue for one request: what finds no place is told so, and costs no worker anything.</summary>
public sealed class ShedTests
{
    [Fact]
    public async Task Beyond_the_queue_requests_are_429_with_a_time_to_come_back_and_the_one_in_the_queue_is_answered()
    {
        await using var system = await StartAsync();
        using var running = await system.Client.OpenAsync(Calm.Ask(prompt: 40, answer: 900, seed: 1));
        await running.ReadAsync(pieces: 1);

        var asked = Enumerable.Range(2, 3).Select(seed => PostAsync(system, Calm.Ask(prompt: 40, answer: 4, seed))).ToList();
        for (var i = 0; i < 2; i++)
        {
            var done = await Task.WhenAny(asked);
            asked.Remove(done);
            using var refused = await done;
            await OpenAiErrors.AreAsync(refused, HttpStatusCode.TooManyRequests, "overloaded", "1 requests are already waiting for a worker of pool slow");
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
        // The client goes, and with it the only sequence.
        running.Dispose();
        using var answered = await asked.Single();
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(2, await ShedAsync(system, "overloaded"));
        await system.Admin.UntilIdleAsync();
    }

    [Fact]
    public async Task A_request_whose_deadline_passes_while_it_waits_is_504_and_reaches_no_worker()
    {
        await using var system = await StartAsync();
        using var running = await system.Client.OpenAsync(Calm.Ask(prompt: 40, answer: 900, seed: 1));
        await running.ReadAsync(pieces: 1);
        using var late = await PostAsync(system, Calm.Ask(prompt: 40, answer: 4, seed: 2), timeout: 0.3);
        await OpenAiErrors.AreAsync(late, HttpStatusCode.GatewayTimeout, "timeout", "0.3 s");
        running.Dispose();
        // The prompt of the first, and nothing of the second.
        var worker = Assert.Single(await system.Admin.UntilIdleAsync());
        Assert.Equal((40, 0), (worker.PromptTokensPrefilled, worker.PromptTokensCached));
        Assert.Equal(1, await ShedAsync(system, "late"));

        // Its place in the queue lapses, and is free again for whoever comes next.
        var answered = await Patience.UntilAsync("the queue has room", async () =>
        {
            using var next = await PostAsync(system, Calm.Ask(prompt: 40, answer: 4, seed: 3));
            return next.StatusCode == HttpStatusCode.TooManyRequests ? null : next.StatusCode.ToString();
        });
        Assert.Equal("OK", answered);
        Assert.Equal(80, Assert.Single(await system.Admin.UntilIdleAsync()).PromptTokensPrefilled);
    }

    private static Task<ServingSystem> StartAsync() =>
        ServingSystem.StartAsync([("Router__MaxWaiting", "1")], "--mixed", "1", "--max-running", "1", "--max-waiting", "0", "--token-budget", "8", "--model", SlowModel.Path);

    private static async Task<HttpResponseMessage> PostAsync(ServingSystem system, Question question, double? timeout = null)
    {
        JsonObject body = question.ToJson(stream: false);
        if (timeout is { } seconds) body["timeout"] = seconds;
        return await system.Client.PostAsync(question.Path, body.ToJsonString());
    }

    // As Prometheus reads it: name{labels} value time.
    private static async Task<int> ShedAsync(ServingSystem system, string reason)
    {
        using var response = await system.Client.GetAsync("/metrics");
        var lines = (await response.Content.ReadAsStringAsync(CancellationToken.None)).Split('\n');
        var line = Assert.Single(lines, l => l.StartsWith("orchestrator_requests_shed_total{", StringComparison.Ordinal) && l.Contains($"reason=\"{reason}\"", StringComparison.Ordinal));
        Assert.Contains("gen_ai_request_model=\"slow\"", line, StringComparison.Ordinal);
        return int.Parse(line[(line.IndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
