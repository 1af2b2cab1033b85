using Orchestrator.EndToEnd.Apart;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Pools;

/// <summary>Several models by processes that were started apart, with the same --pool for each part.</summary>
public sealed class PoolsApartTests
{
    [Fact]
    public async Task Workers_of_two_pools_may_have_one_name_and_an_order_says_which_is_meant()
    {
        await using var parts = await PartsApart.StartAsync([["--pool", $"a={SlowModel.Path},prefill=1"], ["--pool", $"b={OtherModel.Path},mixed=1"]]);
        var question = Question.OfTokens(40, 12, 1);
        var texts = await Task.WhenAll(new[] { "a", "b" }.Select(async model => (await parts.Client.AskAsync(question with { Model = model })).Text));
        Assert.NotEqual(texts[0], texts[1]);
        Assert.Equal([("apart-0", "a"), ("apart-0", "b")], (await parts.Admin.WorkersAsync()).Select(w => (w.Id, w.Pool)));

        var unclear = await parts.Admin.SendAsync(HttpMethod.Post, "/admin/workers/apart-0/role", """{"role":"decode"}""");
        Assert.Equal((409, "worker_ambiguous"), (unclear.Status, unclear.Code));
        var unknown = await parts.Admin.SendAsync(HttpMethod.Post, "/admin/workers/apart-0/role?pool=c", """{"role":"decode"}""");
        Assert.Equal((404, "pool_not_found"), (unknown.Status, unknown.Code));
        Assert.Equal(202, (await parts.Admin.SendAsync(HttpMethod.Post, "/admin/workers/apart-0/role?pool=b", """{"role":"decode"}""")).Status);
        Assert.Equal([("a", "mixed"), ("b", "decode")], (await parts.Admin.WorkersAsync()).Select(w => (w.Pool, w.DesiredRole)));
        Assert.Equal("b", Assert.Single((await parts.Admin.GetAsync("/admin/workers?pool=b")).GetProperty("workers").EnumerateArray()).GetProperty("pool").GetString());

        parts.StartStray($"typo={OtherModel.Path}");
        await Patience.UntilAsync("the silo warns of a worker that nobody will ask", () => parts.Silo.Output.Concat(parts.Silo.Errors).Any(line => line.Contains("typo: this silo was started for other pools (a, b)", StringComparison.Ordinal)));
    }
}
