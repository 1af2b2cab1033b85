using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class KvStoreTests(Machine machine)
{
    public static TheoryData<DeviceChoice, KvElement> Elements => [.. from device in Machine.Devices from element in Enum.GetValues<KvElement>() select (device.Data, element)];

    [Theory]
    [MemberData(nameof(Elements))]
    public void What_is_written_to_a_block_is_read_from_it_and_its_neighbours_stay(DeviceChoice device, KvElement element)
    {
        var random = TestRandom.Create();
        var layout = new KvLayout(Layers: 2, KvHeads: 2, HeadDim: 6, element, Blocks: 5);
        using var store = new KvStore(machine.Device(device), layout);
        var expected = new Dictionary<(int Block, int Layer), (byte[] Keys, byte[] Values)>();
        for (var block = 0; block < layout.Blocks; block++)
        {
            for (var layer = 0; layer < layout.Layers; layer++) Write(block, layer, KvLayout.BlockSize);
        }
        Write(3, 1, 7);
        Write(0, 0, 1);
        foreach (var ((block, layer), (keys, values)) in expected)
        {
            byte[] readKeys = new byte[keys.Length], readValues = new byte[values.Length];
            store.Read(block, layer, keys.Length / layout.TokenBytes, readKeys, readValues);
            Assert.Equal(keys, readKeys);
            Assert.Equal(values, readValues);
        }

        void Write(int block, int layer, int tokens)
        {
            byte[] keys = new byte[tokens * layout.TokenBytes], values = new byte[tokens * layout.TokenBytes];
            random.NextBytes(keys);
            random.NextBytes(values);
            store.Write(block, layer, tokens, keys, values);
            if (!expected.TryGetValue((block, layer), out var before)) expected[(block, layer)] = (keys, values);
            else
            {
                keys.CopyTo(before.Keys, 0);
                values.CopyTo(before.Values, 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void A_sequence_moved_to_other_blocks_goes_on_with_the_same_bits(DeviceChoice device)
    {
        var golden = GoldenModels.File("qwen2-tied");
        using var model = ModelFile.Open(golden.Path);
        using var backend = machine.Load(device, model, KvElement.BF16);
        var prompt = golden.Goldens[0].PromptTokens;
        int[] from = [0, 1, 2, 3], to = [9, 4, 30, 11];
        float[] stayed = new float[model.Config.Vocab], moved = new float[model.Config.Vocab];
        backend.Forward(Greedy.Step([prompt], [0], [from]), stayed, null);
        var bytes = KvLayout.BlockSize * backend.Kv.TokenBytes;
        byte[] keys = new byte[bytes], values = new byte[bytes];
        for (var block = 0; block < from.Length; block++)
        {
            for (var layer = 0; layer < backend.Kv.Layers; layer++)
            {
                backend.ReadKv(from[block], layer, KvLayout.BlockSize, keys, values);
                backend.WriteKv(to[block], layer, KvLayout.BlockSize, keys, values);
            }
        }
        backend.Forward(Greedy.Step([[5]], [prompt.Length], [from]), stayed, null);
        backend.Forward(Greedy.Step([[5]], [prompt.Length], [to]), moved, null);
        Assert.Equal(stayed, moved);
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void A_layer_can_be_read_as_soon_as_it_is_announced(DeviceChoice device)
    {
        var golden = GoldenModels.File("llama-f32");
        using var model = ModelFile.Open(golden.Path);
        using var backend = machine.Load(device, model);
        var announced = new List<(int Layer, byte[] Keys)>();
        // No logits: a chunk in the middle of a prompt.
        var batch = Greedy.Step([golden.Goldens[0].PromptTokens], [0], [[6, 2, 7, 8]]);
        backend.Forward(new() { Tokens = batch.Tokens, Sequences = batch.Sequences, LogitRows = [] }, [], layer => announced.Add((layer, Keys(layer))));
        Assert.Equal(Enumerable.Range(0, model.Config.Layers), announced.Select(entry => entry.Layer));
        foreach (var (layer, keys) in announced)
        {
            Assert.Equal(Keys(layer), keys);
            Assert.Contains(keys, b => b != 0);
        }

        byte[] Keys(int layer)
        {
            byte[] keys = new byte[KvLayout.BlockSize * backend.Kv.TokenBytes], values = new byte[keys.Length];
            backend.ReadKv(6, layer, KvLayout.BlockSize, keys, values);
            return keys;
        }
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public async Task Blocks_are_copied_on_other_threads_while_steps_run(DeviceChoice device)
    {
        var golden = GoldenModels.File("llama-f32");
        using var model = ModelFile.Open(golden.Path);
        using var backend = machine.Load(device, model, blocks: 64);
        var prompts = golden.Goldens.Select(line => line.PromptTokens).ToArray();
        var copies = Enumerable.Range(0, 2).Select(thread => Task.Run(() =>
        {
            // Generation takes blocks from the end; these are others, each thread's own.
            for (var i = 0; i < 200; i++)
            {
                byte[] keys = new byte[3 * backend.Kv.TokenBytes], values = new byte[keys.Length], readKeys = new byte[keys.Length], readValues = new byte[keys.Length];
                Array.Fill(keys, (byte)i);
                Array.Fill(values, (byte)(i + thread));
                backend.WriteKv(thread, i % backend.Kv.Layers, 3, keys, values);
                backend.ReadKv(thread, i % backend.Kv.Layers, 3, readKeys, readValues);
                Assert.Equal(keys, readKeys);
                Assert.Equal(values, readValues);
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        var generated = Greedy.Generate(backend, prompts, 24, model.Config.Vocab);
        await Task.WhenAll(copies);
        for (var i = 0; i < prompts.Length; i++) Assert.Equal(golden.Goldens[i].Tokens[..24], generated[i]);
    }
}
