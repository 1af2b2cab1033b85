using System.Text.Json;
using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Admin;
using Xunit;

namespace Orchestrator.Unit.Admin;

/// <summary>Policies in JSON: what is written can be read, what is absent is as by default, and whatever has no place is told.</summary>
public sealed class PolicyReaderTests
{
    private const string Full = """
        {"mode":"advisory","ttft_ms":750.5,"tpot_ms":25,"prefill":{"min":1,"max":4},"decode":{"min":2,"max":null},"mixed":{"min":0,"max":0},
         "mixed_serving":"never","dwell_s":12.5,"tick_s":2,"max_shifts_per_tick":1,"routing":"dynamo","priorities":{"default":5,"least":0,"most":9},
         "pinned":{"a":"decode","b":"prefill"},"budget":{"max_workers":6,"max_watts":4200.5,"watts_per_worker":700}}
        """;

    [Fact]
    public void What_is_read_is_written_again()
    {
        var (policy, violations) = Read(Full);
        Assert.Empty(violations);
        Assert.True(JsonElement.DeepEquals(Json(Full), JsonSerializer.SerializeToElement(PolicyJson.From(policy))), PolicyJson.From(policy).ToJsonString());
        Assert.Equal((TimeSpan.FromMilliseconds(750.5), 6, WorkerRole.Decode), (policy.Ttft, policy.Budget.Workers, policy.Pinned["a"]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"mode":null,"prefill":null,"prefill":null,"pinned":null,"budget":null,"priorities":{},"ttft_ms":null}""")]
    public void What_is_absent_or_null_is_as_by_default(string json)
    {
        var (policy, violations) = Read(json);
        Assert.Empty(violations);
        Assert.Equal(PolicyJson.From(PoolPolicy.Default).ToJsonString(), PolicyJson.From(policy).ToJsonString());
    }

    [Fact]
    public void Everything_that_has_no_place_or_a_wrong_type_is_told() => Assert.Equal(
    [
        "colour: there is no field 'colour'; there are mode, ttft_ms, tpot_ms, prefill, decode, mixed, mixed_serving, dwell_s, tick_s, max_shifts_per_tick, routing, priorities, pinned, budget",
        "mode: mode is the string \"fast\"; it must be one of active, advisory, off",
        "ttft_ms: ttft_ms is the string \"500\"; it must be a number",
        "prefill.low: there is no field 'prefill.low'; there are min, max",
        "prefill.min: prefill.min is 1.5; it must be a whole number",
        "decode: decode is 3; it must be an object",
        "dwell_s: dwell_s is 1e300; it must be a number of 30 days at most",
        "routing: routing is 7; it must be a string or null",
        "pinned.a: pinned.a is the string \"king\"; it must be one of prefill, decode, mixed",
        "budget.max_watts: budget.max_watts is true; it must be a number",
    ], Read("""{"colour":"red","mode":"fast","ttft_ms":"500","prefill":{"min":1.5,"low":1},"decode":3,"dwell_s":1e300,"routing":7,"pinned":{"a":"king","b":"mixed"},"budget":{"max_watts":true}}""")
        .Violations.Select(v => $"{v.Field}: {v.Message}"));

    private static (PoolPolicy Policy, System.Collections.Immutable.ImmutableArray<PolicyViolation> Violations) Read(string json) => PolicyReader.Read(Json(json));

    private static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
