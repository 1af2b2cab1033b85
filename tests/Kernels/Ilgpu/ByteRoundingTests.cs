using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Kernels.Simd;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class ByteRoundingTests(Machine machine)
{
    private const int Count = 2048;

    private static readonly (TensorType Weights, int Length, int Half)[] s_roundings = [(TensorType.Q8_0, 32, 1), (TensorType.Q4_K, 256, 0)];

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Inputs_are_rounded_as_llama_cpp_rounds_them_to_the_bit(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        var round = lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, int, int, int>(ByteRounding.Run);
        Check(lab, (x, y, length, half) => round(lab.Stream, 3, 3, x, y, Count / length, length, half));
    }

    [Fact]
    public void Warps_round_to_the_same_bits()
    {
        using var device = Lab.DeviceWithWarps();
        using var lab = new Lab(device);
        var round = lab.Accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, int, int, int>(ByteRounding.Warp);
        Check(lab, (x, y, length, half) => round(lab.Stream, new KernelConfig((Count / length + 3) / 4, 128), x, y, Count / length, length, half));
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void An_input_that_is_no_number_leaves_none_in_its_group_and_all_in_the_others(DeviceChoice device)
    {
        var random = TestRandom.Create();
        using var lab = new Lab(machine.Device(device));
        var round = lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, int, int, int>(ByteRounding.Run);
        foreach (var (_, length, half) in s_roundings)
        {
            foreach (var broken in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                var x = random.Floats(3 * length);
                x[length + random.Next(length)] = broken;
                var y = lab.Put(new float[x.Length]);
                round(lab.Stream, 3, 3, lab.Put(x), y, 3, length, half);
                var rounded = lab.Get(y);
                for (var i = 0; i < x.Length; i++) Assert.Equal(i / length != 1, float.IsFinite(rounded[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void An_input_too_small_for_a_scale_becomes_zeros(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        var round = lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, int, int, int>(ByteRounding.Run);
        foreach (var (_, length, half) in s_roundings)
        {
            var y = lab.Put(Enumerable.Repeat(1f, length).ToArray());
            round(lab.Stream, 1, 1, lab.Put([.. Enumerable.Range(0, length).Select(i => i * float.Epsilon)]), y, 1, length, half);
            Assert.All(lab.Get(y), value => Assert.Equal(0f, value));
        }
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void One_rounding_serves_neighbouring_matrices_of_its_kind_and_floating_point_ones_see_none(DeviceChoice device)
    {
        var random = TestRandom.Create();
        using var lab = new Lab(machine.Device(device));
        float[] first = random.Floats(512), second = random.Floats(512);
        var x = lab.Put(first);
        var kernels = new RoundingKernels(machine.Device(device));
        var input = new MatMulInput(x, tokens: 2, columns: 256, rounded: lab.Put(new float[512]), narrowed: default);

        Assert.Equal(first, lab.Get(kernels.Of(input, TensorType.F16)));
        var by256 = lab.Get(kernels.Of(input, TensorType.Q4_K));
        Assert.NotEqual(first, by256);
        // What follows shows by the numbers whether it read the input again.
        x.CopyFromCPU(lab.Stream, second);
        Assert.Equal(by256, lab.Get(kernels.Of(input, TensorType.Q6_K)));
        Assert.Equal(second, lab.Get(kernels.Of(input, TensorType.BF16)));
        Assert.Equal(by256, lab.Get(kernels.Of(input, TensorType.Q2_K)));
        Assert.Equal(Rounded(second, TensorType.Q8_0), lab.Get(kernels.Of(input, TensorType.Q4_0)));
        Assert.Equal(Rounded(second, TensorType.Q4_K), lab.Get(kernels.Of(input, TensorType.Q4_K)));
    }

    private static IEnumerable<float> Rounded(float[] x, TensorType weights) => InputRounding.Of([.. x.Select(value => (double)value)], weights).Select(value => (float)value);

    private static void Check(Lab lab, Action<ArrayView<float>, ArrayView<float>, int, int> round)
    {
        var random = TestRandom.Create();
        // Rows of very different sizes; numbers exactly between two bytes; zeros.
        var x = random.Floats(Count);
        for (var i = 0; i < Count; i++) x[i] *= MathF.Pow(10, i / 256 - 4);
        for (var i = 0; i < 256; i++) x[i] = i == 100 ? -127 : i % 255 - 127 + 0.5f;
        x.AsSpan(512, 256).Clear();
        foreach (var (weights, length, half) in s_roundings)
        {
            var y = lab.Put(new float[Count]);
            round(lab.Put(x), y, length, half);
            Assert.Equal(Rounded(x, weights), lab.Get(y));
        }
    }
}
