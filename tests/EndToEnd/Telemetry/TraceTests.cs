using System.Net;
using System.Text;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>A request is one trace over all processes, as a collector sees it.</summary>
public sealed class TraceTests(ObservedSystem system) : IClassFixture<ObservedSystem>
{
    private static readonly string[] s_parts = ["tokenize", "route", "queue", "prefill", "decode"];

    [Fact]
    public async Task A_whole_request_is_one_trace_over_gateway_grains_and_a_worker()
    {
        var spans = await AskAsync(Question.OfTokens(20, 8, seed: 1), "00-0123456789abcdef0123456789abcde1-0123456789abcdef-01", s_parts);
        var root = Assert.Single(spans, s => s.Parent == "0123456789abcdef");
        Assert.Equal(("text_completion end-to-end", "text_completion", "end-to-end"), (root.Name, root.Attributes["gen_ai.operation.name"], root.Attributes["gen_ai.request.model"]));
        Assert.DoesNotContain(spans, s => s.Name == "kv-transfer");
        AreChildren(spans, root, s_parts);
    }

    [Fact]
    public async Task A_split_request_is_one_trace_with_its_transfer_and_two_workers()
    {
        var spans = await AskAsync(Question.OfTokens(200, 8, seed: 2), "00-0123456789abcdef0123456789abcde2-0123456789abcdef-01", [.. s_parts, "kv-transfer"]);
        var root = Assert.Single(spans, s => s.Parent == "0123456789abcdef");
        AreChildren(spans, root, [.. s_parts, "kv-transfer"]);
        var (prefill, decode, transfer) = (Only(spans, "prefill"), Only(spans, "decode"), Only(spans, "kv-transfer"));
        Assert.Equal("orchestrator-worker", decode.Service);
        // Blocks leave while the prompt is computed.
        Assert.True(transfer.Start < prefill.End, $"the transfer began at {transfer.Start}, the prefill ended at {prefill.End}");
        Assert.Contains(spans, s => s.Name.EndsWith("/Route", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_brings_no_context_or_is_wrong_is_a_trace_of_its_own()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("""{"model":"end-to-end","prompt":"x","n":-1}""", "/v1/completions", null));
        var span = await Patience.UntilAsync("the span of the wrong request", () => Task.FromResult(system.Receiver.Spans.FirstOrDefault(s => s.Name == "text_completion")));
        Assert.Equal(("", "400", "orchestrator-silo"), (span.Parent, span.Attributes["error.type"], span.Service));
    }

    [Fact]
    public async Task Renewals_and_timers_are_no_traces_and_metrics_and_logs_are_sent_too()
    {
        await Patience.UntilAsync("all signals have come", () => system.Receiver.Signals.Contains("metrics") && system.Receiver.Signals.Contains("logs"));
        var names = system.Receiver.Spans.Where(s => s.Parent.Length == 0).Select(s => s.Name).Distinct().ToList();
        Assert.DoesNotContain(names, name => name.Contains('/'));
    }

    private async Task<List<ReceivedSpan>> AskAsync(Question question, string traceparent, string[] names)
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync(question.ToJson(stream: true).ToJsonString(), question.Path, traceparent));
        // The request's own span is the last.
        return await system.Receiver.TraceAsync(traceparent.Split('-')[1], [.. names, "text_completion end-to-end"]);
    }

    private async Task<HttpStatusCode> PostAsync(string json, string path, string? traceparent)
    {
        using var http = ServingSystem.ClientOf(system.Running.Address);
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        // The client's own instrumentation would add another.
        if (traceparent is not null) request.Headers.Add("traceparent", traceparent);
        using var response = await http.SendAsync(request, CancellationToken.None);
        await response.Content.ReadAsStringAsync(CancellationToken.None);
        return response.StatusCode;
    }

    private static void AreChildren(List<ReceivedSpan> spans, ReceivedSpan root, string[] names)
    {
        foreach (var name in names)
        {
            var span = Only(spans, name);
            Assert.True(span.Parent == root.Id, $"{name} is a child of {span.Parent}, the request's span is {root.Id}");
            Assert.True(span.End >= span.Start, $"{name} ends before it begins");
        }
        // Whoever is left hangs below one of these: nothing points outside of the trace.
        Assert.All(spans.Where(s => s != root), s => Assert.Contains(spans, parent => parent.Id == s.Parent));
    }

    private static ReceivedSpan Only(List<ReceivedSpan> spans, string name) => Assert.Single(spans, s => s.Name == name);
}
