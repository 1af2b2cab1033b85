using Xunit;

namespace Orchestrator.Unit.Fleet;

/// <summary>serve, capacity and swarm on the command line: what they print, and what they refuse.</summary>
public sealed class FleetCommandTests
{
    private const string Small = "--workload poisson --lengths 200:20 --gpus 2 --seconds 5 --rate-scale 10";

    [Fact]
    public async Task Serve_ends_with_one_object_of_figures()
    {
        var json = await CommandLine.Result($"serve {Small} --mode static:1:1 --seed 3");
        Assert.Equal(("poisson", "static:1:1", "h100", "llama-3-8b"), ((string?)json["workload"], (string?)json["mode"], (string?)json["hardware"], (string?)json["model"]));
        Assert.Equal((2, 3, 1.0), ((int)json["gpus"]!, (int)json["seed"]!, (double)json["attainment"]!));
        Assert.Equal((int)json["requests"]!, (int)json["answered"]!);
        string[] figures =
        [
            "shed_fraction", "worst_minute", "goodput_per_second", "tokens_per_second_per_gpu", "tokens_per_second_per_megawatt", "role_shifts", "gpu_seconds_prefill", "gpu_seconds_decode", "gpu_seconds_mixed",
        ];
        foreach (var figure in figures) Assert.True(json[figure] is not null, figure);
        foreach (var time in new[] { "ttft", "tpot", "e2e" })
        {
            var percentiles = new[] { 50, 90, 95, 99 }.Select(p => (double)json[$"{time}_p{p}_seconds"]!).ToArray();
            Assert.Equal(percentiles.Order(), percentiles);
            Assert.True(percentiles[0] > 0, time);
        }
        Assert.Equal((double)json["seconds"]!, (double)json["gpu_seconds_prefill"]!, 0.1);
    }

    [Fact]
    public async Task Serve_prints_the_same_bytes_again_and_tells_of_its_speed_elsewhere()
    {
        var (one, other) = (await CommandLine.Run($"serve {Small} --mode clairvoyant"), await CommandLine.Run($"serve {Small} --mode clairvoyant"));
        Assert.Equal(one.Output, other.Output);
        Assert.Single(one.Output.TrimEnd().Split('\n'));
        Assert.Contains("requests per minute", one.Errors);
    }

    [Fact]
    public async Task Capacity_compares_modes()
    {
        var json = await CommandLine.Result($"capacity {Small} --mode aggregated static --precision 0.1 --slo-ttft 0.2");
        Assert.Equal((2, "mean", 0.9), ((int)json["gpus"]!, (string?)json["criterion"], (double)json["attainment"]!));
        var (aggregated, split) = (json["capacity"]!["aggregated"]!, json["capacity"]!["static"]!);
        Assert.True((double)aggregated["rate_scale"]! > 0);
        Assert.True((double)split["rate_scale"]! > 0);
        Assert.Equal("static:1:1", (string?)split["modes"]![0]);
    }

    [Fact]
    public async Task Capacity_of_several_seeds_has_an_interval()
    {
        var json = await CommandLine.Result($"capacity {Small} --mode aggregated --precision 0.2 --seeds 3");
        var found = json["capacity"]!["aggregated"]!;
        Assert.Equal(3, found["rates"]!.AsArray().Count);
        Assert.True((double)found["interval95"]! >= 0);
    }

    [Fact]
    public async Task Swarm_counts_worlds_and_runs_one_of_them_alone()
    {
        var json = await CommandLine.Result("swarm --worlds 5 --seed 7");
        Assert.Equal((5, 7, 0), ((int)json["worlds"]!, (int)json["seed"]!, (int)json["failed"]!));
        json = await CommandLine.Result("swarm --only 9");
        Assert.Equal((1, 9), ((int)json["worlds"]!, (int)json["seed"]!));
        Assert.True((int)json["events"]! > 0);
    }

    [Theory]
    [InlineData("serve --gpus 2", "one of --trace and --workload is needed")]
    [InlineData("serve --workload poisson --trace x.csv", "one of --trace and --workload is needed")]
    [InlineData("serve --workload poisson --gpus 0", "--gpus must be at least 1")]
    [InlineData("serve --workload poisson --rate-scale -1", "--rate-scale must be a number above 0")]
    [InlineData("serve --workload poisson --shift-seconds -1", "--shift-seconds")]
    [InlineData("serve --workload poisson --routing none", "'none'")]
    [InlineData("serve --workload poisson --mixed-step-penalty -1", "--mixed-step-penalty")]
    [InlineData("serve --workload poisson --mode both", "--mode both")]
    [InlineData("serve --workload poisson --gpus 4 --mode static:1:1", "--mode static:1:1 has 2 workers, the fleet has 4")]
    [InlineData("serve --workload poisson --gpus 1 --mode clairvoyant", "clairvoyant needs at least 2 workers")]
    [InlineData("serve --workload poisson --gpus 3 --tensor-parallel 2", "--gpus 3 is not a multiple of the 2 GPUs of a worker")]
    [InlineData("serve --workload tide", "--workload tide")]
    [InlineData("serve --workload poisson --lengths long", "--lengths long")]
    [InlineData("serve --workload poisson --hardware abacus", "abacus")]
    [InlineData("serve --workload poisson --model parrot", "parrot")]
    [InlineData("capacity --workload poisson --attainment 2", "--attainment must be above 0 and at most 1")]
    [InlineData("capacity --workload poisson --criterion best", "best")]
    [InlineData("capacity --workload poisson --seeds 0", "--seeds must be at least 1")]
    [InlineData("swarm --worlds 0", "--worlds must be at least 1")]
    public async Task Wrong_use_is_one_clear_line_and_exit_code_2(string line, string message)
    {
        var (code, output, errors) = await CommandLine.Run(line);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("error: ", errors);
        Assert.Contains(message, errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }
}
