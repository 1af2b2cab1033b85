using System.Net;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Goldens;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Starting;

/// <summary>Two models at the same time: in two systems that must not meet, or as two pools of one.</summary>
public sealed class SideBySideTests
{
    private static readonly GoldenModel s_one = GoldenModels.File("end-to-end");
    private static readonly GoldenModel s_other = GoldenModels.File("qwen3");

    [Fact]
    public async Task Two_systems_side_by_side_serve_each_its_own_model()
    {
        var starting = new[] { s_one, s_other }.Select(model => ServingSystem.StartAsync("--model", model.Path, "--prefill", "1", "--decode", "1", "--disaggregate", "always")).ToList();
        await using var one = await starting[0];
        await using var other = await starting[1];
        await Task.WhenAll(ServesAsync(one, s_one, "end-to-end"), ServesAsync(other, s_other, "qwen3"));
        await RefusesAsync(one, "qwen3");
        await RefusesAsync(other, "end-to-end");
        Assert.Equal((2, 2), ((await one.Admin.WorkersAsync()).Count, (await other.Admin.WorkersAsync()).Count));
    }

    [Fact]
    public async Task Two_pools_of_one_system_serve_each_its_own_model()
    {
        await using var system = await ServingSystem.StartAsync("--pool", $"a={s_one.Path},mixed=1", "--pool", $"b={s_other.Path},mixed=1");
        await Task.WhenAll(ServesAsync(system, s_one, "a"), ServesAsync(system, s_other, "b"));
        await RefusesAsync(system, "end-to-end");
        var workers = await system.Admin.WorkersAsync();
        Assert.Equal(["a", "b"], workers.Select(w => w.Pool).Order());
        Assert.Equal(2, system.Workers.Count);
    }

    private static async Task ServesAsync(ServingSystem system, GoldenModel model, string name)
    {
        foreach (var golden in model.Goldens.Where(g => !g.Special || g.Messages.Count > 0)) Expected.ToBe(golden, await system.Client.StreamAsync(Question.For(golden) with { Model = name }));
    }

    private static async Task RefusesAsync(ServingSystem system, string model)
    {
        var question = new Question { Model = model, Prompt = "Hello" };
        using var response = await system.Client.PostAsync(question.Path, question.ToJson(stream: false).ToJsonString());
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
