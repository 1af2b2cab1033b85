using System.Text.Json;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Admin;

/// <summary>The admin API over HTTP: policies, orders that a policy forbids, the audit trail and the events.</summary>
public sealed class PolicyTests(KeptSystem kept) : IClassFixture<KeptSystem>
{
    private const string Path = "/admin/pools/end-to-end/policy";

    private readonly AdminClient _admin = kept.Running.Admin;

    [Fact]
    public async Task A_policy_that_was_read_can_be_sent_back_and_its_version_rises()
    {
        var read = await _admin.SendAsync(HttpMethod.Get, Path);
        var sent = await _admin.SendAsync(HttpMethod.Put, Path, read.Body.GetRawText(), ifMatch: read.ETag);
        Assert.Equal((200, read.Body.GetRawText()), (sent.Status, sent.Body.GetRawText()));
        Assert.NotEqual(read.ETag, sent.ETag);
        var late = await _admin.SendAsync(HttpMethod.Put, Path, read.Body.GetRawText(), ifMatch: read.ETag);
        Assert.Equal((412, "version_conflict"), (late.Status, late.Code));
        Assert.Equal(sent.ETag, (await _admin.SendAsync(HttpMethod.Get, Path)).ETag);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_policy_is_said_at_once_and_nothing_changes()
    {
        var before = await _admin.SendAsync(HttpMethod.Get, Path);
        var refused = await _admin.SendAsync(HttpMethod.Put, Path, """{"ttft_ms":"soon","tpot_ms":0,"colour":"red","prefill":{"min":5,"max":2},"pinned":{"w":"king"}}""");
        Assert.Equal((422, "invalid_policy"), (refused.Status, refused.Code));
        Assert.Equal(["colour", "pinned.w", "prefill.min", "tpot_ms", "ttft_ms"], refused.ViolatedFields.Order());
        Assert.Equal(before.ETag, (await _admin.SendAsync(HttpMethod.Get, Path)).ETag);
    }

    [Theory]
    [InlineData("""{"ttft_ms": 1,}""", 400, "invalid_json")]
    [InlineData("[]", 400, "invalid_json")]
    [InlineData("", 400, "invalid_json")]
    [InlineData("""{"mode":"off","mode":"active"}""", 400, "duplicate_parameter")]
    public async Task A_body_that_is_no_JSON_object_is_refused_with_the_place(string body, int status, string code)
    {
        var refused = await _admin.SendAsync(HttpMethod.Put, Path, body);
        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task An_unknown_pool_and_a_call_without_the_key_get_nothing()
    {
        Assert.Equal((404, "pool_not_found"), await _admin.SendAsync(HttpMethod.Get, "/admin/pools/nobody/policy") is var unknown ? (unknown.Status, unknown.Code) : default);
        using var http = ServingSystem.ClientOf(kept.Running.Address);
        foreach (var path in new[] { "/admin/pools", Path, "/admin/audit", "/admin/events", "/admin/openapi.json", "/admin/workers" })
        {
            using var response = await http.GetAsync(path, CancellationToken.None);
            Assert.True((int)response.StatusCode == 401, $"{path}: {response.StatusCode}");
        }
        // The page itself tells nothing; it asks for the key.
        Assert.Contains("<html", await http.GetStringAsync("/admin/docs", CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_change_and_changes_nothing()
    {
        var before = await _admin.SendAsync(HttpMethod.Get, Path);
        var worker = (await _admin.WorkersAsync())[0];
        var other = worker.DesiredRole == "decode" ? "prefill" : "decode";
        var run = await _admin.SendAsync(HttpMethod.Post, Path + ":dry-run", $$$"""{"dwell_s":33,"pinned":{"{{{worker.Id}}}":"{{{other}}}"},"budget":{"max_workers":2}}""", type: "application/merge-patch+json");
        Assert.Equal((200, true), (run.Status, run.Body.GetProperty("valid").GetBoolean()));
        Assert.Equal(["budget.max_workers", "dwell_s", $"pinned.{worker.Id}"], run.Body.GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("field").GetString()));
        Assert.Equal((worker.Id, other), run.Body.GetProperty("shifts")[0] is var shift ? (shift.GetProperty("worker").GetString(), shift.GetProperty("to").GetString()) : default);
        Assert.Equal(1, run.Body.GetProperty("parked").GetArrayLength());
        Assert.False((await _admin.SendAsync(HttpMethod.Post, Path + ":dry-run", """{"tick_s":99}""")).Body.GetProperty("valid").GetBoolean());
        Assert.Equal(before.ETag, (await _admin.SendAsync(HttpMethod.Get, Path)).ETag);
    }

    [Fact]
    public async Task Orders_that_break_the_policy_are_refused_and_the_rest_is_told_and_kept_in_mind()
    {
        using var events = await _admin.WatchAsync();
        await events.UntilAsync("watching");
        var workers = await _admin.WorkersAsync();
        var worker = workers[0].Id;
        Assert.Equal(200, (await _admin.SendAsync(HttpMethod.Patch, Path, """{"mixed":{"min":2},"budget":{"max_workers":3}}""")).Status);
        Assert.Equal("admin key from 127.0.0.1", (await events.UntilAsync("policy_changed")).GetProperty("by").GetString());

        var shifted = await _admin.ShiftAsync(worker, "decode");
        Assert.True(shifted.Held);
        Assert.Equal((worker, shifted.Epoch), await events.UntilAsync("shift_ordered") is var ordered ? (ordered.GetProperty("worker").GetString(), ordered.GetProperty("epoch").GetInt64()) : default);
        await events.UntilAsync("shift_done");
        var resume = events.LastId;
        foreach (var order in new[] { "drain", "role" })
        {
            var refused = await _admin.SendAsync(HttpMethod.Post, $"/admin/workers/{workers[1].Id}/{order}", """{"role":"decode"}""");
            Assert.Equal((409, $"worker {workers[1].Id} is one of 2 mixed workers; the policy's minimum is 2"), (refused.Status, refused.Message));
        }
        Assert.False((await _admin.ReleaseAsync(worker)).Held);

        using var again = await _admin.WatchAsync(resume);
        Assert.Equal(worker, (await again.UntilAsync("hold_released")).GetProperty("worker").GetString());
        await _admin.ShiftAsync(worker, "mixed");
        await _admin.ReleaseAsync(worker);
        await _admin.SendAsync(HttpMethod.Patch, Path, """{"mixed":null,"budget":null}""");
        var audit = (await _admin.GetAsync("/admin/audit?pool=end-to-end&limit=7")).GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["policy", "release", "role", "release", "role", "policy"], audit.Take(6).Select(e => e.GetProperty("action").GetString()));
        Assert.All(audit, e => Assert.Equal("admin key from 127.0.0.1", e.GetProperty("by").GetString()));
    }

    [Fact]
    public async Task The_description_names_every_call()
    {
        var paths = (await _admin.GetAsync("/admin/openapi.json")).GetProperty("paths").EnumerateObject().Select(p => p.Name).ToList();
        Assert.Contains("/admin/pools/{pool}/policy:dry-run", paths);
        Assert.Equal(JsonValueKind.Array, (await _admin.GetAsync("/admin/pools")).GetProperty("pools").ValueKind);
    }
}
