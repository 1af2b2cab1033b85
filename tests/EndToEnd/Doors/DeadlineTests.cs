using System.Net;
using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Failures;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Doors;

/// <summary>A request that has no time left is ended, and what it held is given back.</summary>
[Collection<SlowCollection>]
public sealed class DeadlineTests(SlowSystem slow)
{
    [Fact]
    public async Task A_request_that_is_not_finished_in_time_is_504_and_leaves_nothing_behind()
    {
        var question = Calm.Ask(prompt: 40, answer: 900, seed: 1) with { Choices = 4 };
        JsonObject body = question.ToJson(stream: false);
        body["timeout"] = 0.3;
        using var response = await slow.Running.Client.PostAsync(question.Path, body.ToJsonString());
        await OpenAiErrors.AreAsync(response, HttpStatusCode.GatewayTimeout, "timeout", "0.3 s");
        await slow.Running.Admin.UntilIdleAsync();
    }
}
