using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Admin;
using Xunit;

namespace Orchestrator.Unit.Admin;

/// <summary>The life of a request as people and scripts read it.</summary>
public sealed class RequestJsonTests
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_placed_attempt_shows_its_times_its_workers_and_everybody_who_was_weighed() => AssertJson("""
        {
          "choice": 1, "attempt": 2, "at": "2030-01-01T00:00:01.0000000+00:00", "cause": "WorkerFault: p died",
          "asked": "2030-01-01T00:00:00.5000000+00:00", "placed": "2030-01-01T00:00:03.0000000+00:00", "waited": 7,
          "plan": "assigned", "prefill": "p", "decode": "d", "prefill_epoch": 3, "decode_epoch": 4, "fingerprint": "f", "reason": "apart", "cached_tokens_predicted": 48,
          "candidates": [
            { "worker": "p", "side": "prefill", "cost": 0.25, "cached_tokens": 48, "sequences": 2, "waiting_tokens": 900 },
            { "worker": "d", "side": "decode", "cost": null, "cached_tokens": 0, "sequences": 0, "waiting_tokens": 0 }
          ]
        }
        """, Attempt(new AttemptRecord(1, 2, s_start.AddSeconds(1), "WorkerFault: p died", new RoutePlan.Assigned(2, Target("p", 3), Target("d", 4), "apart",
        [
            new Candidate(new WorkerId("p"), WorkerRole.Prefill, 0.25) { CachedTokens = 48, Sequences = 2, WaitingTokens = 900 },
            new Candidate(new WorkerId("d"), WorkerRole.Decode, double.PositiveInfinity),
        ])
    { CachedTokens = 48 })
    { Asked = s_start.AddSeconds(0.5), Placed = s_start.AddSeconds(3), Waited = 7 }));

    [Fact]
    public void A_waiting_attempt_shows_its_place_in_the_queue() => AssertJson("""
        {
          "choice": 0, "attempt": 1, "at": "2030-01-01T00:00:00.0000000+00:00", "cause": "", "asked": "2030-01-01T00:00:00.0000000+00:00", "placed": null, "waited": 1,
          "plan": "wait", "position": 4, "ask_again_ms": 18
        }
        """, Attempt(new AttemptRecord(0, 1, s_start, "", new RoutePlan.Wait(1, 4, TimeSpan.FromMilliseconds(18))) { Asked = s_start, Waited = 1 }));

    [Fact]
    public void A_refused_attempt_shows_why_and_when_to_come_back() => AssertJson("""
        {
          "choice": 0, "attempt": 1, "at": "2030-01-01T00:00:00.0000000+00:00", "cause": "", "asked": "2030-01-01T00:00:00.0000000+00:00", "placed": null, "waited": 0,
          "plan": "refused", "reason": "full", "retry_after_ms": 12000
        }
        """, Attempt(new AttemptRecord(0, 1, s_start, "", new RoutePlan.Refused("full", TimeSpan.FromSeconds(12))) { Asked = s_start }));

    [Fact]
    public void An_outcome_shows_its_stages_in_milliseconds_and_what_was_cached_beside_what_was_believed() => AssertJson("""
        {
          "choice": 1, "finish": "failed", "failure": "Broken: no more", "output_tokens": 12, "cached_tokens": 32, "cached_tokens_predicted": 48,
          "worker": "d", "prefill_worker": "p", "attempts": 3, "other_numerics": true,
          "planned_ms": 1.5, "accepted_ms": 4, "first_token_ms": 30, "time_to_first_token_ms": 30, "duration_ms": 1000
        }
        """, Outcome(new RequestOutcome(1, "failed", 12, TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(1))
    {
        Planned = TimeSpan.FromMilliseconds(1.5),
        Accepted = TimeSpan.FromMilliseconds(4),
        Attempts = 3,
        Worker = new WorkerId("d"),
        PrefillWorker = new WorkerId("p"),
        CachedTokens = 32,
        CachedTokensPredicted = 48,
        OtherNumerics = true,
        Failure = "Broken: no more",
    }));

    [Fact]
    public void Stages_that_were_not_reached_are_null() => AssertJson("""
        {
          "choice": 0, "finish": "cancelled", "failure": null, "output_tokens": 0, "cached_tokens": null, "cached_tokens_predicted": null,
          "worker": null, "prefill_worker": null, "attempts": 0, "other_numerics": false,
          "planned_ms": null, "accepted_ms": null, "first_token_ms": null, "time_to_first_token_ms": null, "duration_ms": 250
        }
        """, Outcome(new RequestOutcome(0, RequestOutcome.Cancelled, 0, null, TimeSpan.FromMilliseconds(250))));

    [Fact]
    public void The_request_itself_comes_first() => AssertJson("""
        {
          "id": "cmpl-1", "pool": "pool", "prompt_tokens": 100, "arrived": "2030-01-01T00:00:00.0000000+00:00", "deadline": "2030-01-01T00:01:00.0000000+00:00",
          "cancelled": true, "attempts": [], "outcomes": []
        }
        """, RequestJson.From("cmpl-1", new RequestRecord("pool", 100, s_start.AddMinutes(1), true, [], []) { Arrived = s_start }));

    private static JsonNode Attempt(AttemptRecord attempt) => RequestJson.From("cmpl-1", new RequestRecord("pool", 100, s_start, false, [attempt], []))["attempts"]![0]!;

    private static JsonNode Outcome(RequestOutcome outcome) => RequestJson.From("cmpl-1", new RequestRecord("pool", 100, s_start, false, [], [outcome]))["outcomes"]![0]!;

    private static WorkerTarget Target(string worker, long epoch) => new(new WorkerLife(new WorkerId(worker), Guid.Empty), epoch, "", "", "f", default);

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.ToJsonString())), actual.ToJsonString());
}
