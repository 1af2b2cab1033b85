using System.Text.Json.Nodes;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Admin;

/// <summary>The life of a request as the admin API shows it: attempts, plans and why, and how its choices ended. Times of outcomes are milliseconds since its arrival at the gateway.</summary>
internal static class RequestJson
{
    public static JsonObject From(string id, RequestRecord record) => new()
    {
        ["id"] = id,
        ["pool"] = record.Pool,
        ["prompt_tokens"] = record.PromptTokens,
        ["arrived"] = record.Arrived.ToString("O"),
        ["deadline"] = record.Deadline.ToString("O"),
        ["cancelled"] = record.Cancelled,
        ["attempts"] = new JsonArray([.. record.Attempts.Select(From)]),
        ["outcomes"] = new JsonArray([.. record.Outcomes.Select(From)]),
    };

    private static JsonObject From(AttemptRecord attempt)
    {
        var json = new JsonObject
        {
            ["choice"] = attempt.Choice,
            ["attempt"] = attempt.Attempt,
            ["at"] = attempt.At.ToString("O"),
            ["cause"] = attempt.Cause,
            ["asked"] = attempt.Asked.ToString("O"),
            ["placed"] = attempt.Placed?.ToString("O"),
            ["waited"] = attempt.Waited,
        };
        switch (attempt.Plan)
        {
            case RoutePlan.Assigned plan:
                json["plan"] = "assigned";
                Write(json, plan);
                break;
            case RoutePlan.Wait wait:
                json["plan"] = "wait";
                json["position"] = wait.Position;
                json["ask_again_ms"] = wait.AskAgainAfter.TotalMilliseconds;
                break;
            case RoutePlan.Refused refused:
                json["plan"] = "refused";
                json["reason"] = refused.Reason;
                json["retry_after_ms"] = refused.RetryAfter.TotalMilliseconds;
                break;
        }
        return json;
    }

    private static void Write(JsonObject json, RoutePlan.Assigned plan)
    {
        json["prefill"] = plan.Prefill.Life.Worker.Value;
        json["decode"] = plan.Decode.Life.Worker.Value;
        json["prefill_epoch"] = plan.Prefill.Epoch;
        json["decode_epoch"] = plan.Decode.Epoch;
        json["fingerprint"] = plan.Prefill.Fingerprint;
        json["reason"] = plan.Reason;
        json["cached_tokens_predicted"] = plan.CachedTokens;
        json["candidates"] = new JsonArray([.. plan.Candidates.Select(From)]);
    }

    private static JsonObject From(Candidate candidate) => new()
    {
        ["worker"] = candidate.Worker.Value,
        ["side"] = candidate.Side.ToString().ToLowerInvariant(),
        // JSON has no number for what costs infinitely much.
        ["cost"] = double.IsFinite(candidate.Cost) ? candidate.Cost : null,
        ["cached_tokens"] = candidate.CachedTokens,
        ["sequences"] = candidate.Sequences,
        ["waiting_tokens"] = candidate.WaitingTokens,
    };

    private static JsonObject From(RequestOutcome outcome) => new()
    {
        ["choice"] = outcome.Choice,
        ["finish"] = outcome.Finish,
        ["failure"] = outcome.Failure,
        ["output_tokens"] = outcome.OutputTokens,
        ["cached_tokens"] = outcome.CachedTokens,
        ["cached_tokens_predicted"] = outcome.CachedTokensPredicted,
        ["worker"] = outcome.Worker?.Value,
        ["prefill_worker"] = outcome.PrefillWorker?.Value,
        ["attempts"] = outcome.Attempts,
        ["other_numerics"] = outcome.OtherNumerics,
        ["planned_ms"] = outcome.Planned?.TotalMilliseconds,
        ["accepted_ms"] = outcome.Accepted?.TotalMilliseconds,
        ["first_token_ms"] = outcome.TimeToFirstToken?.TotalMilliseconds,
        ["time_to_first_token_ms"] = outcome.TimeToFirstToken?.TotalMilliseconds,
        ["duration_ms"] = outcome.Duration.TotalMilliseconds,
    };
}
