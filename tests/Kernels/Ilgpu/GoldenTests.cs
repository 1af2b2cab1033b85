using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Whole models against llama.cpp's greedy tokens, on every accelerator of the machine.</summary>
[Collection(nameof(Machine))]
public sealed class GoldenTests(Machine machine)
{
    private static readonly (string Folder, string File)[] s_greedy =
    [
        ("stories260K", "stories260K-f32.gguf"), ("stories260K", "stories260K-f16.gguf"),
        ("tinystories-656K", "tinystories-656K-f32.gguf"), ("tinystories-656K", "tinystories-656K-f16.gguf"),
    ];

    private static readonly (string Folder, string File)[] s_quantised =
    [
        .. new[] { "q2_k", "q3_k_m", "q4_k_m", "q5_k_m", "q6_k", "q8_0" }.Select(type => ("random", $"random-llama-{type}.gguf")),
        ("stories260K", "stories260K-q8_0.gguf"), ("tinystories-656K", "tinystories-656K-q8_0.gguf"),
    ];

    private static readonly string[] s_random =
        ["random-llama-f16.gguf", "random-qwen2-f16.gguf", .. s_quantised.Where(model => model.Folder == "random").Select(model => model.File)];

    public static TheoryData<DeviceChoice, string, string> Stories => [.. from device in Machine.Devices from model in s_greedy select (device.Data, model.Folder, model.File)];

    public static TheoryData<DeviceChoice, string> Random => [.. from device in Machine.Devices from model in s_random select (device.Data, model)];

    public static TheoryData<DeviceChoice, string, string> Quantised => [.. from device in Machine.Devices from model in s_quantised select (device.Data, model.Folder, model.File)];

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
        var logits = TeacherForced(backend, model.Config.Vocab, line.PromptTokens, line.Tokens[..(line.Steps.Length - 1)]);
        for (var step = 0; step < line.Steps.Length; step++)
        {
            foreach (var best in line.Steps[step]) Assert.Equal(best[1], logits[step * model.Config.Vocab + (int)best[0]], 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void Stories_go_on_token_for_token_as_in_llama_cpp(DeviceChoice device, string folder, string file) => Compare(device, "greedy.jsonl", folder, file);

    [Theory]
    [MemberData(nameof(Random))]
    public void Random_weights_say_the_same_as_in_llama_cpp(DeviceChoice device, string file) => Compare(device, "random.jsonl", "random", file);

    [Theory]
    [MemberData(nameof(Quantised))]
    public void Quantised_models_given_llama_cpps_tokens_rate_its_choice_first_or_second(DeviceChoice device, string folder, string file)
    {
        foreach (var answer in Answers(device, folder, file))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{answer}");
            Assert.True(answer.WorstRank <= 2, $"llama.cpp's choice has rank {answer.WorstRank}");
            Assert.True(answer.LeastOverlap >= 3, $"only {answer.LeastOverlap} of the five likeliest tokens agree");
            // Both round inputs to bytes: where a sum's last bit decides how, the two part by up to 0.2.
            Assert.InRange(answer.LargestDifference, 0, 0.3);
        }
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Most_quantised_models_have_llama_cpps_logits_to_the_fifth_digit(DeviceChoice device)
    {
        var answers = s_quantised.SelectMany(model => Answers(device, model.Folder, model.File)).ToArray();
        var equal = answers.Count(answer => answer.LargestDifference < 1e-4);
        Assert.True(2 * equal > answers.Length, $"{equal} of {answers.Length}");
    }

    // Of each golden of the model, its first eight steps.
    private IEnumerable<Agreement> Answers(DeviceChoice device, string folder, string file)
    {
        using var model = ModelFile.Open(SharedData.Unzipped($"models/{folder}/{file}"));
        using var backend = machine.Load(device, model);
        foreach (var line in GoldenLine.Of(folder == "random" ? "random.jsonl" : "greedy.jsonl", file))
        {
            var logits = TeacherForced(backend, model.Config.Vocab, line.PromptTokens, line.Tokens[..(line.Steps.Length - 1)]);
            yield return Agreement.Of(logits.Chunk(model.Config.Vocab), line.Steps, line.Tokens);
        }
    }

    // The logits after the prompt and after each of the answer's tokens, from one step over all of them.
    private static float[] TeacherForced(IlgpuBackend backend, int vocab, int[] prompt, int[] answer)
    {
        var step = Greedy.Step([[.. prompt, .. answer]], [0], [[.. Enumerable.Range(0, 32)]]);
        var logits = new float[(answer.Length + 1) * vocab];
        backend.Forward(new() { Tokens = step.Tokens, Sequences = step.Sequences, LogitRows = [.. Enumerable.Range(prompt.Length - 1, answer.Length + 1)] }, logits, null);
        return logits;
    }

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
