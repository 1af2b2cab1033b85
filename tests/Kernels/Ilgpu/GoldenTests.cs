using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Tests.Kernels.Ilgpu;

/// <summary>Whole models against llama.cpp's greedy tokens, on every accelerator of the machine.</summary>
public sealed class GoldenTests
{
    private static readonly (string Folder, string File)[] s_greedy =
    [
        ("stories260K", "stories260K-f32.gguf"), ("stories260K", "stories260K-f16.gguf"),
        ("tinystories-656K", "tinystories-656K-f32.gguf"), ("tinystories-656K", "tinystories-656K-f16.gguf"),
    ];

    private static readonly string[] s_random = ["random-llama-f16.gguf", "random-qwen2-f16.gguf"];

    public static TheoryData<DeviceChoice, string, string> Stories => [.. from device in Machine.Devices from model in s_greedy select (device.Data, model.Folder, model.File)];

    public static TheoryData<DeviceChoice, string> Random => [.. from device in Machine.Devices from model in s_random select (device.Data, model)];

    [Theory]
    [MemberData(nameof(Stories))]
    public void Stories_go_on_token_for_token_as_in_llama_cpp(DeviceChoice device, string folder, string file) => Compare(device, "greedy.jsonl", folder, file);

    [Theory]
    [MemberData(nameof(Random))]
    public void Random_weights_say_the_same_as_in_llama_cpp(DeviceChoice device, string file) => Compare(device, "random.jsonl", "random", file);

    private static void Compare(DeviceChoice device, string goldens, string folder, string file)
    {
        var lines = GoldenLine.Of(goldens, file);
        Assert.NotEmpty(lines);
        using var model = ModelFile.Open(SharedData.Unzipped($"models/{folder}/{file}"));
        using var backend = Machine.Load(device, model);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var generated = Greedy.Generate(backend, [.. lines.Select(line => line.PromptTokens)], lines[0].Tokens.Length, model.Config.Vocab);
        TestContext.Current.TestOutputHelper!.WriteLine($"{backend.Device}, {file}: {lines.Length * lines[0].Tokens.Length / watch.Elapsed.TotalSeconds:0} tokens/s");
        for (var i = 0; i < lines.Length; i++) Assert.Equal(lines[i].Tokens, generated[i]);
    }
}
