using System.Text.Json.Nodes;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Admin;

/// <summary>The life of a request as the admin API shows it: attempts, plans and why.</summary>
internal static class RequestJson
{
    public static JsonObject From(string id, RequestRecord record) => new()
    {
        ["id"] = id,
        ["pool"] = record.Pool,
        ["prompt_tokens"] = record.PromptTokens,
        ["deadline"] = record.Deadline.ToString("O"),
        ["cancelled"] = record.Cancelled,
        ["attempts"] = new JsonArray([.. record.Attempts.Select(From)]),
        ["outcomes"] = new JsonArray([.. record.Outcomes.Select(From)]),
    };

    private static JsonObject From(AttemptRecord attempt)
    {
        var json = new JsonObject { ["choice"] = attempt.Choice, ["attempt"] = attempt.Attempt, ["at"] = attempt.At.ToString("O"), ["cause"] = attempt.Cause };
        switch (attempt.Plan)
        {
            case RoutePlan.Assigned plan:
                json["plan"] = "assigned";
                json["prefill"] = plan.Prefill.Life.Worker.Value;
                json["decode"] = plan.Decode.Life.Worker.Value;
                json["reason"] = plan.Reason;
                json["candidates"] = new JsonArray([.. plan.Candidates.Select(c => new JsonObject { ["worker"] = c.Worker.Value, ["side"] = c.Side.ToString().ToLowerInvariant(), ["cost"] = c.Cost })]);
                break;
            case RoutePlan.Wait wait:
                json["plan"] = "wait";
                json["position"] = wait.Position;
                break;
            case RoutePlan.Refused refused:
                json["plan"] = "refused";
                json["reason"] = refused.Reason;
                break;
        }
        return json;
    }

    private static JsonObject From(RequestOutcome outcome) => new()
    {
        ["choice"] = outcome.Choice,
        ["finish"] = outcome.Finish,
        ["output_tokens"] = outcome.OutputTokens,
        ["time_to_first_token_ms"] = outcome.TimeToFirstToken?.TotalMilliseconds,
        ["duration_ms"] = outcome.Duration.TotalMilliseconds,
    };
}
