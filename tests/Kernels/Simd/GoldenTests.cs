using Orchestrator.ModelFiles;
using Orchestrator.Tests;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>Against llama.cpp's answers to real and random models.</summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    // llama.cpp rounds activations to fp16 for F16 weights, and its F32 sums run in another order.
    private const float Exact = 0.02f;

    public static TheoryData<string, int> Greedy(string file)
    {
        var lines = new TheoryData<string, int>();
        return lines;
    }

    [Theory]
    [InlineData(KvElement.F32)]
    [InlineData(KvElement.F16)]
    public void Unquantised_models_write_llama_cpps_text_token_for_token(KvElement element)
    {
        foreach (var golden in Golden.Read("greedy.jsonl").Where(g => Unquantised(g.Model))) Check(golden, golden.ModelPath(), element);
    }
    
    private void Check(Golden golden, string path, KvElement element)
    {
        using var model = ModelFile.Open(path);
        using var backend = new SimdBackend(model, new SimdOptions(2, element, 16));
        var tokens = Session.Alone(backend, model.Config.Vocab).Greedy(golden.PromptTokens, golden.Tokens.Length);
        var same = tokens.Zip(golden.Tokens).TakeWhile(p => p.First == p.Second).Count();
        var difference = LargestDifference(golden, backend, model.Config.Vocab);
        output.WriteLine($"{golden.Model}, \"{golden.Prompt}\", KV {element}: {same} of {tokens.Length} tokens, top-5 logits of 8 steps within {difference:F5}");
    }

    private static float LargestDifference(Golden golden, SimdBackend backend, int vocab)
    {
        var session = Session.Alone(backend, vocab);
        var largest = 0f;
        for (var step = 0; step < golden.Steps.Length; step++)
        {
            var logits = session.Feed(step == 0 ? golden.PromptTokens : [golden.Tokens[step - 1]]);
            foreach (var (token, logit) in golden.Steps[step]) largest = Math.Max(largest, Math.Abs(logits[token] - logit));
        }
        return largest;
    }

    private static bool Unquantised(string model) => model.EndsWith("-f32.gguf", StringComparison.Ordinal) || model.EndsWith("-f16.gguf", StringComparison.Ordinal);
    [Fact]
    public void Rest() { foreach (var golden in Golden.Read("greedy.jsonl").Concat(Golden.Read("random.jsonl"))) Check(golden, golden.ModelPath(), KvElement.F32); 
       Check(Golden.Read("greedy.jsonl").First(g=>g.Model.Contains("tinystories-656K-f32")), SharedData.Path("models/tinystories-656K"), KvElement.F32);}
}
