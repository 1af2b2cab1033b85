using System.Text.Json.Nodes;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Calibration;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>Fits find what made the points, and say what is wrong with files.</summary>
public sealed class FitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("calibration").FullName;

    [Fact]
    public void The_minimum_of_a_valley_is_found()
    {
        // Rosenbrock's: a bent, flat valley.
        var found = NelderMead.Minimise(x => 100 * Math.Pow(x[1] - x[0] * x[0], 2) + Math.Pow(1 - x[0], 2), [-1.2, 1]);
        Assert.Equal(1, found[0], 1e-3);
        Assert.Equal(1, found[1], 1e-3);
    }

    [Fact]
    public void Median_and_p95_are_of_relative_errors()
    {
        var summary = ErrorSummary.Of(Enumerable.Range(1, 100).Select(i => (Model: 10 + 0.1 * i, Measured: 10.0)));
        Assert.Equal(100, summary.Points);
        Assert.Equal(0.5, summary.Median, 1e-9);
        Assert.Equal(0.95, summary.P95, 1e-9);
        Assert.Equal(0, ErrorSummary.Of([]).Points);
    }

    [Fact]
    public void A_fit_finds_the_figures_that_made_a_profile_despite_wild_points()
    {
        var random = new Random(RandomSeed.Or(7));
        var truth = Catalogue.Default.HardwareNamed("h100");
        truth = truth with { Kernels = truth.Kernels with { MatmulEfficiency = 0.6, WeightEfficiency = 0.75, MatmulSeconds = 3e-6, ElementwiseSeconds = 2e-5, HiddenTraffic = 2.5, SplitTraffic = 1.5 } };
        var profiles = new[] { ("llama-3-8b", 1), ("llama-3-70b", 8) }.Select(p => Synthetic(p.Item1, p.Item2, truth, random)).ToList();
        var fitted = new KernelFit(Catalogue.Default).Fit(Catalogue.Default.HardwareNamed("h100"), profiles, [.. profiles.Select(p => (p, truth))]).Kernels;
        Assert.Equal(1, fitted.MatmulEfficiency / 0.6, 0.02);
        Assert.Equal(1, fitted.WeightEfficiency / 0.75, 0.02);
        Assert.Equal(1, fitted.MatmulSeconds / 3e-6, 0.15);
        Assert.Equal(1, fitted.ElementwiseSeconds / 2e-5, 0.15);
        Assert.Equal(1, fitted.HiddenTraffic / 2.5, 0.3);
        Assert.Equal(1, fitted.SplitTraffic / 1.5, 0.3);
    }

    [Fact]
    public void Figures_of_bench_engine_become_an_entry_that_reproduces_them()
    {
        var shape = Catalogue.Default.ModelNamed("smollm2-135m");
        var truth = Catalogue.Parse("""{ "hardware": [ { "name": "cpu", "like": "h100", "bf16Flops": 2e11, "fp8Flops": 2e11, "memoryBandwidth": 3e10, "kernels": { "stepSeconds": 0.0004, "matmulEfficiency": 1, "weightEfficiency": 1, "corner": 2.5, "matmulSeconds": 0, "elementwiseSeconds": 0, "hiddenTraffic": 0, "splitTraffic": 0, "samplerSeconds": 0, "attention": { "prefillSeconds": 0, "decodeSeconds": 0, "efficiency": 1, "bandwidthEfficiency": 0.3 } } } ] }""").HardwareNamed("cpu");
        var cost = new StepCost(shape, truth, ParallelPlan.One, 0.2);
        var path = Path.Combine(_folder, "bench.json");
        File.WriteAllLines(path, ["loaded", Bench(shape, cost, 1), Bench(shape, cost, 8), Bench(shape, cost, 4, depth: 300)]);
        var fit = BenchFit.Of(BenchFile.Read(path, shape));
        Assert.All(fit.Points, p => Assert.Equal(1, p.Model / p.Point.Seconds, 0.01));
        Assert.Equal(1, fit.Hardware.Bf16Flops / 2e11, 0.02);
        Assert.Equal(1, fit.Hardware.MemoryBandwidth / 3e10, 0.02);
        Assert.Equal(1, fit.Hardware.Kernels.StepSeconds / 0.0004, 0.05);
        Assert.Equal(0.2, fit.MixedPenalty!.Value, 0.01);
        var again = Catalogue.Parse($$"""{ "hardware": [ {{HardwareJson.Entry(fit.Hardware).ToJsonString()}} ] }""").HardwareNamed("simd-avx-512");
        Assert.Equal(fit.Hardware.MemoryBandwidth, again.MemoryBandwidth, fit.Hardware.MemoryBandwidth * 1e-3);
        Assert.Contains("powerWatts", again.Assumed);
    }

    [Theory]
    [InlineData("", "has no JSON object of bench engine in it")]
    [InlineData("{", "line 1: ")]
    [InlineData("""{ "device": "simd", "device": "cuda" }""", "line 1: Duplicate property 'device'")]
    [InlineData("{}", "line 1: device is missing or not a text")]
    [InlineData("""{ "device": "simd", "model_bytes": 1, "kv_bytes": 1, "kv_type": 7 }""", "line 1: kv_type is missing or not a text")]
    [InlineData("""{ "device": "simd", "model_bytes": 1, "kv_bytes": 1, "kv_type": "f32", "step_bytes": 144e6, "batch": 0.5, "tokens": 1 }""", "line 1: batch is not a whole number of at least 1")]
    [InlineData("""{ "device": "simd", "model_bytes": 1, "kv_bytes": 1, "kv_type": "f32", "step_bytes": 144e6, "batch": 1, "tokens": 1, "token_budget": 256 }""", "has no times in it")]
    [InlineData("""{ "device": "simd", "model_bytes": 1, "kv_bytes": 1, "kv_type": "f64" }""", "line 1: kv_type is f64, not f32, f16 or bf16")]
    [InlineData("""{ "device": "simd", "model_bytes": 1, "kv_bytes": 1, "kv_type": "f32", "step_bytes": "many", "batch": 1, "tokens": 1 }""", "line 1: step_bytes is \"many\", not a number")]
    [InlineData("""{ "device": "simd", "model_bytes": 1, "kv_bytes": 1, "kv_type": "f32", "step_bytes": 1e12, "batch": 1, "tokens": 1 }""", "give the model that was measured with --model")]
    public void Another_file_than_benchs_is_one_clear_error(string text, string message)
    {
        var path = Path.Combine(_folder, "bench.json");
        File.WriteAllText(path, text);
        Assert.Contains(message, Assert.Throws<ProfileException>(() => BenchFile.Read(path, Catalogue.Default.ModelNamed("smollm2-135m"))).Message);
    }

    [Theory]
    [InlineData("h100__a__Llama-9__mlp.csv", "x", "model Llama-9 is not one of")]
    [InlineData("h100__a__Llama-2-7b-hf__mlp.csv", "n_head\n32\n", "has no column n_kv_head")]
    [InlineData("h100__a__Llama-2-7b-hf__mlp.csv", "n_head,n_kv_head\n32\n", "line 2: 1 fields, the first line has 2")]
    [InlineData("h100__a__Llama-2-7b-hf__mlp.csv", "n_head,n_kv_head,n_embd,n_expanded_embd\n40,32,4096,11008\n", "n_head is 40, llama-2-7b has 32")]
    [InlineData("v0__perf_models__H100__a__Llama-3.1-8B__tpX__layers.csv", "layer_name,input,latency(ns)\nattn,1,0\n", "latency(ns) is \"0\", not a number above 0")]
    [InlineData("perf__RTXPRO6000__a__Qwen3-32B__bf16__dense.csv", "x", "the name is not perf__")]
    [InlineData("v0__perf_models__H100__a__Llama-3.1-8B__tp1__layers.csv", "layer_name,input,latency(ns)\nq_proj,1,5\n", "has no layer attn for 1")]
    [InlineData("notes.csv", "x", "has no profile in it")]
    public void A_broken_profile_is_one_clear_error(string name, string text, string message)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        Assert.Contains(message, Assert.Throws<ProfileException>(() => ProfileFolder.Read(_folder, Catalogue.Default)).Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_clear_error() => Assert.Contains("is no folder", Assert.Throws<ProfileException>(() => ProfileFolder.Read(Path.Combine(_folder, "none"), Catalogue.Default)).Message);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 2 % of noise, and every tenth point three times as slow.
    private static MeasuredProfile Synthetic(string name, int tensorParallel, HardwareSpec truth, Random random)
    {
        var shape = Catalogue.Default.ModelNamed(name);
        var cost = new DenseCost(shape, truth, new ParallelPlan(tensorParallel));
        var points = Enumerable.Range(0, 200).Select(i =>
        {
            var tokens = Math.Round(Math.Pow(4096, i / 199.0));
            var wild = (0.98 + 0.04 * random.NextDouble()) * (i % 10 == 5 ? 3 : 1);
            var (matrices, all) = (cost.LayerMatrices(tokens) * wild, cost.Layers(tokens) * wild);
            return new DensePoint(tokens, matrices, all / shape.Layers - matrices, 0);
        });
        return new MeasuredProfile { Name = name, Hardware = "h100", Model = name, TensorParallel = tensorParallel, Dense = [.. points] };
    }

    private static string Bench(ModelShape shape, StepCost cost, int batch, int depth = 0)
    {
        var (chunk, decodes) = (StepWork.Prefill(256 - batch), StepWork.Decode(batch, batch * Math.Max(1, depth)));
        var step = StepWork.Decode(batch, batch * (depth + 64.5));
        var bytes = shape.WeightBytesRead(1) + step.DecodeContext * shape.KvBytesPerToken;
        var prefill = cost.Seconds(StepWork.Prefill(256, ends: false)) + cost.Seconds(StepWork.Prefill(256, 256));
        return new JsonObject
        {
            ["device"] = "simd AVX-512",
            ["batch"] = batch,
            ["prompt"] = 512,
            ["tokens"] = 128,
            ["depth"] = depth,
            ["token_budget"] = 256,
            ["kv_type"] = "f32",
            ["step_bytes"] = bytes,
            ["model_bytes"] = 144e6,
            ["kv_bytes"] = 53e6,
            ["prefill_tokens_per_second"] = 512 / prefill,
            ["decode_tokens_per_second"] = batch / cost.Seconds(step),
            ["mixed_step"] = new JsonObject
            {
                ["chunk_tokens"] = 256 - batch,
                ["chunk_seconds"] = cost.Seconds(chunk),
                ["decodes_seconds"] = cost.Seconds(decodes),
                ["both_seconds"] = cost.Seconds(chunk + decodes),
            },
        }.ToJsonString();
    }
}
