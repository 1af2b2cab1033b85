using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class SmallKernelTests(Machine machine)
{
    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void SwiGlu_gates_with_the_sigmoid_linear_unit(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        float[] gate = [-200, -30, -2, -0.5f, 0, 0.25f, 3, 100], up = [1, 2, 3, 4, 5, 6, 7, 8];
        var y = lab.Put(gate);
        lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, int>(SwiGlu.Run)(lab.Stream, 3, 3, y, lab.Put(up), gate.Length);
        var result = lab.Get(y);
        for (var i = 0; i < gate.Length; i++) Assert.Equal(gate[i] / (1 + Math.Exp(-gate[i])) * up[i], result[i], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Gathering_picks_the_named_rows(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        var x = Enumerable.Range(0, 20).Select(i => (float)i).ToArray();
        var y = lab.Put(new float[8]);
        lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<int>, ArrayView<float>, ArrayView<float>, int, int>(GatherRows.Run)(lab.Stream, 3, 3, lab.Put([4, 1]), lab.Put(x), y, 2, 4);
        Assert.Equal([16, 17, 18, 19, 4, 5, 6, 7], lab.Get(y));
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void The_fused_product_and_the_exponential_have_the_host_s_bits(DeviceChoice device)
    {
        var random = TestRandom.Create();
        using var lab = new Lab(machine.Device(device));
        var x = random.Floats(1024).Select(value => value * 90).ToArray();
        var y = lab.Put(new float[x.Length]);
        lab.Accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<float>, ArrayView<float>>(Probe)(lab.Stream, x.Length, lab.Put(x), y);
        Assert.Equal(x.Select(value => Exponential.Of(value) + Fused.Multiply(value, value)), lab.Get(y));
    }

    private static void Probe(Index1D i, ArrayView<float> x, ArrayView<float> y) => y[i] = Exponential.Of(x[i]) + Fused.Multiply(x[i], x[i]);
}
