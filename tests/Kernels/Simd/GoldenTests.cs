using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>Against llama.cpp's answers to real and random models (CPU, F32 KV).</summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    // Logits are compared absolutely; the largest are between 5 and 35. Sums in another order differ in the sixth digit; for F16 weights llama.cpp
    // rounds activations to F16 too. For quantised ones both round to bytes: where a sum's last bit decides how, the two part by up to 0.2.
    private const float ForF32 = 1e-4f;
    private const float ForF16 = 0.02f;
    private const float ForQuantised = 0.3f;

    public static TheoryData<string> Files() => ["greedy.jsonl", "random.jsonl"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Unquantised_models_write_llama_cpps_text_token_for_token(string file)
    {
        foreach (var golden in Golden.Read(file).Where(g => Stored(g) != null)) WritesTheSame(golden, golden.ModelPath());
    }

    [Fact]
    public void A_hugging_face_folder_writes_the_same_text_as_the_file_made_from_it()
    {
        foreach (var golden in Golden.Read("greedy.jsonl").Where(g => g.Model == "tinystories-656K-f32.gguf"))
            WritesTheSame(golden, SharedData.Path("models/tinystories-656K"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Quantised_models_given_llama_cpps_tokens_rate_its_choice_first_or_second(string file)
    {
        foreach (var golden in Golden.Read(file).Where(g => Stored(g) == null))
        {
            var answer = Answer(golden, golden.ModelPath());
            output.WriteLine($"{golden.Model}, \"{golden.Prompt}\": {answer}");
            Assert.True(answer.WorstRank <= 2, $"{golden.Model}: llama.cpp's choice has rank {answer.WorstRank}");
            Assert.True(answer.LeastOverlap >= 3, $"{golden.Model}: only {answer.LeastOverlap} of the five likeliest tokens agree");
            Assert.InRange(answer.LargestDifference, 0, ForQuantised);
        }
    }

    [Fact]
    public void Most_quantised_models_have_llama_cpps_logits_to_the_fifth_digit()
    {
        var goldens = Files().SelectMany(file => Golden.Read(file.Data)).Where(g => Stored(g) == null).ToArray();
        var equal = goldens.Count(golden => Answer(golden, golden.ModelPath()).LargestDifference < ForF32);
        output.WriteLine($"{equal} of {goldens.Length}");
        Assert.True(2 * equal > goldens.Length, $"{equal} of {goldens.Length}");
    }

    [Theory]
    [InlineData("stories260K")]
    [InlineData("tinystories-656K")]
    public void Four_bit_files_without_goldens_stay_near_the_model_they_were_made_from(string model)
    {
        foreach (var golden in Golden.Read("greedy.jsonl").Where(g => g.Model == $"{model}-f32.gguf"))
        {
            foreach (var type in new[] { "q4_0", "q4_k_m" })
            {
                var answer = Answer(golden, SharedData.Unzipped($"models/{model}/{model}-{type}.gguf"));
                output.WriteLine($"{model}-{type}, \"{golden.Prompt}\": {answer}");
                Assert.True(answer.MeanOverlap >= 2.5, $"{model}-{type}: {answer.MeanOverlap:F1} of the five likeliest tokens agree on average");
            }
        }
    }

    private void WritesTheSame(Golden golden, string path)
    {
        var answer = Answer(golden, path);
        output.WriteLine($"{Path.GetFileName(path)}, \"{golden.Prompt}\": {answer}");
        Assert.InRange(answer.LargestDifference, 0, Stored(golden) == "f32" ? ForF32 : ForF16);
        using var model = ModelFile.Open(path);
        foreach (var element in Enum.GetValues<KvElement>())
        {
            // bfloat16 keeps 8 bits: enough to serve, not enough to agree with an F32 cache on every near tie.
            if (element == KvElement.BF16) continue;
            using var backend = new SimdBackend(model, new SimdOptions(2, element, 16));
            Assert.Equal(golden.Tokens, Session.Alone(backend, model.Config.Vocab).Greedy(golden.PromptTokens, golden.Tokens.Length));
        }
    }

    // The eight steps, each fed llama.cpp's token of the step before.
    private static Agreement Answer(Golden golden, string path)
    {
        using var model = ModelFile.Open(path);
        using var backend = new SimdBackend(model, new SimdOptions(2, KvElement.F32, 16));
        var session = Session.Alone(backend, model.Config.Vocab);
        var logits = golden.Steps.Select((_, step) => session.Feed(step == 0 ? golden.PromptTokens : [golden.Tokens[step - 1]]));
        return Agreement.Of(logits, golden.Steps, golden.Tokens);
    }

    private static string? Stored(Golden golden) => golden.Model.EndsWith("-f32.gguf", StringComparison.Ordinal) ? "f32" : golden.Model.EndsWith("-f16.gguf", StringComparison.Ordinal) ? "f16" : null;
}
