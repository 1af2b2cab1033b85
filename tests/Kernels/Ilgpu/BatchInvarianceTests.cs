using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class BatchInvarianceTests(Machine machine)
{
    public static TheoryData<DeviceChoice, string> Models => [.. from device in Machine.Devices from model in new[] { "llama-gqa-tied", "llama-q8_0" } select (device.Data, model)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_are_the_same_bits_alone_and_in_any_mixture_of_chunks(DeviceChoice device, string name)
    {
        var random = TestRandom.Create();
        using var model = ModelFile.Open(GoldenModels.File(name).Path);
        using var backend = machine.Load(device, model, KvElement.F16);
        var vocab = model.Config.Vocab;
        int[][] sequences = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, random.Next(3, 50)).Select(_ => random.Next(vocab)).ToArray())];

        var alone = sequences.Select(tokens => LogitsOfAll(backend, tokens, vocab)).ToArray();

        var free = Enumerable.Range(0, backend.Kv.Blocks).ToArray();
        random.Shuffle(free);
        var blocks = sequences.Select((_, s) => free[(s * 4)..(s * 4 + 4)]).ToArray();
        var starts = new int[sequences.Length];
        while (sequences.Where((tokens, s) => starts[s] < tokens.Length).Any())
        {
            var chosen = Enumerable.Range(0, sequences.Length).Where(s => starts[s] < sequences[s].Length && random.Next(3) > 0).ToArray();
            if (chosen.Length == 0) continue;
            var chunks = chosen.Select(s => sequences[s][starts[s]..random.Next(starts[s] + 1, Math.Min(sequences[s].Length, starts[s] + 12) + 1)]).ToArray();
            var batch = Greedy.Step(chunks, [.. chosen.Select(s => starts[s])], [.. chosen.Select(s => blocks[s])]);
            var logits = new float[chosen.Length * vocab];
            backend.Forward(batch, logits, null);
            for (var i = 0; i < chosen.Length; i++)
            {
                var s = chosen[i];
                starts[s] += chunks[i].Length;
                Assert.Equal(alone[s].AsSpan((starts[s] - 1) * vocab, vocab).ToArray(), logits.AsSpan(i * vocab, vocab).ToArray());
            }
        }
    }

    private static float[] LogitsOfAll(IlgpuBackend backend, int[] tokens, int vocab)
    {
        var logits = new float[tokens.Length * vocab];
        backend.Forward(new Batch { Tokens = tokens, Sequences = [new SequenceSlice(0, 0, tokens.Length, new[] { 3, 1, 0, 2 })], LogitRows = [.. Enumerable.Range(0, tokens.Length)] }, logits, null);
        return logits;
    }
}
