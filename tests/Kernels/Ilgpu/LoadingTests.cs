using System.Diagnostics.CodeAnalysis;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class LoadingTests(Machine machine)
{
    [Fact]
    public void A_machine_without_a_CUDA_device_says_what_it_has_instead()
    {
        Assert.SkipWhen(Accelerators.Has(DeviceChoice.Cuda), "this machine has a CUDA device");
        var error = Assert.Throws<DeviceException>(() => Accelerators.Open(DeviceChoice.Cuda));
        Assert.StartsWith("no CUDA device found; OpenCL devices: ", error.Message);
    }

    [Fact]
    public void Automatic_choice_never_takes_a_processor()
    {
        if (!Accelerators.Has(DeviceChoice.Auto))
        {
            Assert.StartsWith("no GPU found; OpenCL devices: ", Assert.Throws<DeviceException>(() => Accelerators.Open(DeviceChoice.Auto)).Message);
            return;
        }
        using var device = Accelerators.Open(DeviceChoice.Auto);
        Assert.DoesNotContain("ilgpu-cpu", device.Name);
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void A_cache_that_does_not_fit_is_refused_with_both_sizes(DeviceChoice choice)
    {
        using var model = ModelFile.Open(GoldenModels.File("llama-f32").Path);
        var error = Assert.Throws<DeviceException>(() => machine.Load(choice, model, blocks: int.MaxValue));
        Assert.Matches(@"^not enough memory on .+: a KV cache of 2,147,483,647 blocks takes 50,331,647 MiB, [\d,]+ MiB are free$", error.Message);
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Loading_reports_progress_and_offers_the_memory_that_is_left(DeviceChoice choice)
    {
        using var model = ModelFile.Open(GoldenModels.File("llama-f32").Path);
        var seen = new Seen();
        var free = 0L;
        var device = machine.Device(choice);
        var before = device.FreeMemory;
        using var backend = IlgpuBackend.Load(device, model, KvElement.F16, (bytes, blockBytes) =>
        {
            free = bytes;
            Assert.Equal(2 * 3 * 16 * 4 * 16 * 2, blockBytes);
            return 12;
        }, stepTokens: 8, stepRows: 2, progress: seen, ownsDevice: false);
        Assert.Equal(12, backend.Kv.Blocks);
        Assert.InRange(free, 1, before - 1);
        Assert.Equal(seen.Values.Order(), seen.Values);
        Assert.Equal(1, seen.Values[^1]);
    }

    [Theory]
    [InlineData("token 416 is not below the vocabulary's 416", 416, 0, 2, 0)]
    [InlineData("1 blocks do not cover 17 positions", 1, 16, 1, 0)]
    [InlineData("block 32 is not below the cache's 32", 1, 0, 1, 32)]
    public void A_batch_that_points_outside_the_model_or_the_cache_is_refused(string message, int token, int start, int blocks, int block)
    {
        using var model = ModelFile.Open(GoldenModels.File("llama-f32").Path);
        using var backend = machine.Load(DeviceChoice.IlgpuCpu, model);
        var batch = Greedy.Step([[token]], [start], [[.. Enumerable.Repeat(block, blocks)]]);
        Assert.Equal("wrong batch: " + message, Assert.Throws<ArgumentException>(() => backend.Forward(batch, new float[416], null)).Message);
    }

    [Fact]
    public void A_type_without_a_kernel_is_decoded_on_the_way_to_the_device()
    {
        using var file = ModelFile.Open(GoldenModels.File("llama-gqa-tied").Path);
        using var stored = new Replaced(file, "blk.0.attn_k.weight", decode: false);
        using var decoded = new Replaced(file, "blk.0.attn_k.weight", decode: true);
        Assert.Equal(Logits(decoded), Logits(stored));
        Assert.NotEqual(Logits(file), Logits(stored));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        using var model = ModelFile.Open(GoldenModels.File("llama-q4_0").Path);
        var expected = Logits(model);
        foreach (var threads in new[] { 1, 3, 4 })
        {
            using var backend = IlgpuBackend.Load(Accelerators.Open(DeviceChoice.IlgpuCpu, threads), model, KvElement.F32, (_, _) => 1, stepTokens: 3, stepRows: 1);
            Assert.Equal(expected, Logits(backend, model.Config.Vocab));
        }
    }

    private float[] Logits(ModelFile model)
    {
        using var backend = machine.Load(DeviceChoice.IlgpuCpu, model);
        return Logits(backend, model.Config.Vocab);
    }

    private static float[] Logits(IlgpuBackend backend, int vocab)
    {
        var logits = new float[vocab];
        backend.Forward(Greedy.Step([[1, 7, 30]], [0], [[0]]), logits, null);
        return logits;
    }

    private sealed class Seen : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }

    /// <summary>A model with one matrix replaced by IQ4_NL blocks, or by the floats they stand for.</summary>
    private sealed unsafe class Replaced : ModelFile
    {
        private readonly ModelFile _model;
        private readonly Tensor _tensor;
        private readonly void* _memory;

        public Replaced(ModelFile model, string name, bool decode)
        {
            _model = model;
            var original = model.Require(name);
            var blocks = new byte[TensorTypes.RowBytes(TensorType.IQ4_NL, (long)original.Rows * original.Columns)];
            new Random(1).NextBytes(blocks);
            for (var at = 0; at < blocks.Length; at += TensorTypes.BlockBytes(TensorType.IQ4_NL)) BitConverter.TryWriteBytes(blocks.AsSpan(at), (Half)0.01);
            var floats = new float[original.Rows * original.Columns];
            Dequantizer.Row(TensorType.IQ4_NL, blocks, floats);
            var bytes = decode ? System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(floats) : blocks;
            _memory = System.Runtime.InteropServices.NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(_memory, bytes.Length));
            _tensor = new Tensor(name, decode ? TensorType.F32 : TensorType.IQ4_NL, original.Rows, original.Columns) { Data = (byte*)_memory };
        }

        public override ModelConfig Config => _model.Config;

        public override bool TryGetTensor(string name, [NotNullWhen(true)] out Tensor? tensor)
        {
            if (name != _tensor.Name) return _model.TryGetTensor(name, out tensor);
            tensor = _tensor;
            return true;
        }

        protected override void Dispose(bool disposing) => System.Runtime.InteropServices.NativeMemory.Free(_memory);
    }
}
