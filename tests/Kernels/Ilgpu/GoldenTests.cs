using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Tests.Kernels.Ilgpu;

/// <summary>Whole models against llama.cpp's greedy tokens, on every accelerator of the machine.</summary>
[Collection(nameof(Machine))]
public sealed class GoldenTests(Machine machine)
{
    private static readonly (string Folder, string File)[] s_greedy =
    [
        ("stories260K", "stories260K-f32.gguf"), ("stories260K", "stories260K-f16.gguf"),
        ("tinystories-656K", "tinystories-656K-f32.gguf"), ("tinystories-656K", "tinystories-656K-f16.gguf"),
    ];

    private static readonly string[] s_random = ["random-llama-f16.gguf", "random-qwen2-f16.gguf"];

    public static TheoryData<DeviceChoice, string, string> Stories => [.. from device in Machine.Devices from model in s_greedy select (device.Data, model.Folder, model.File)];

    public static TheoryData<DeviceChoice, string> Random => [.. from device in Machine.Devices from model in s_random select (device.Data, model)];

    public static TheoryData<DeviceChoice, string> Small => [.. from device in Machine.Devices from model in GoldenModels.Names select (device.Data, model)];

    [Theory]
    [MemberData(nameof(Small))]
    public void Every_architecture_and_type_answers_as_llama_cpp_does(DeviceChoice device, string name)
    {
        var golden = GoldenModels.File(name);
        using var model = ModelFile.Open(golden.Path);
        using var backend = machine.Load(device, model, blocks: 256);
        var count = golden.Goldens.Max(line => line.Tokens.Length);
        var generated = Greedy.Generate(backend, [.. golden.Goldens.Select(line => line.PromptTokens)], count, model.Config.Vocab);
        for (var i = 0; i < generated.Length; i++) Assert.Equal(golden.Goldens[i].Tokens, generated[i][..golden.Goldens[i].Tokens.Length]);
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Logits_of_F32_weights_agree_to_a_thousandth(DeviceChoice device)
    {
        var golden = GoldenModels.File("qwen3");
        using var model = ModelFile.Open(golden.Path);
        using var backend = machine.Load(device, model);
        var line = golden.Goldens[0];
        for (var step = 0; step < line.Steps.Length; step++)
        {
            var logits = new float[model.Config.Vocab];
            int[] tokens = [.. line.PromptTokens, .. line.Tokens[..step]];
            backend.Forward(Greedy.Step([tokens], [0], [[.. Enumerable.Range(0, 32)]]), logits, null);
            foreach (var best in line.Steps[step]) Assert.Equal(best[1], logits[(int)best[0]], 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void Stories_go_on_token_for_token_as_in_llama_cpp(DeviceChoice device, string folder, string file) => Compare(device, "greedy.jsonl", folder, file);

    [Theory]
    [MemberData(nameof(Random))]
    public void Random_weights_say_the_same_as_in_llama_cpp(DeviceChoice device, string file) => Compare(device, "random.jsonl", "random", file);

    private void Compare(DeviceChoice device, string goldens, string folder, string file)
    {
        var lines = GoldenLine.Of(goldens, file);
        Assert.NotEmpty(lines);
        using var model = ModelFile.Open(SharedData.Unzipped($"models/{folder}/{file}"));
        using var backend = machine.Load(device, model);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var generated = Greedy.Generate(backend, [.. lines.Select(line => line.PromptTokens)], lines[0].Tokens.Length, model.Config.Vocab);
        TestContext.Current.TestOutputHelper!.WriteLine($"{backend.Device}, {file}: {lines.Length * lines[0].Tokens.Length / watch.Elapsed.TotalSeconds:0} tokens/s");
        for (var i = 0; i < lines.Length; i++) Assert.Equal(lines[i].Tokens, generated[i]);
    }
}
