using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class RmsNormTests(Machine machine)
{
    private const int Rows = 5, Columns = 72;
    private const float Epsilon = 1e-5f;

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Rows_are_scaled_to_a_mean_square_of_one_and_weighted(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        Check(lab, (x, weight) =>
        {
            var norm = lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, float>(RmsNorm.Run);
            norm(lab.Stream, 3, 3, x, weight, x, Rows, Columns, Epsilon);
        });
    }

    [Fact]
    public void Warps_agree()
    {
        using var device = Lab.DeviceWithWarps();
        using var lab = new Lab(device);
        Check(lab, (x, weight) =>
        {
            var norm = lab.Accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int, float>(RmsNorm.Warp);
            norm(lab.Stream, new KernelConfig(2, 128), x, weight, x, Rows, Columns, Epsilon);
        });
    }

    private static void Check(Lab lab, Action<ArrayView<float>, ArrayView<float>> normInPlace)
    {
        var random = TestRandom.Create();
        float[] x = random.Floats(Rows * Columns), weight = random.Floats(Columns);
        var device = lab.Put(x);
        normInPlace(device, lab.Put(weight));
        var y = lab.Get(device);
        for (var row = 0; row < Rows; row++)
        {
            var scale = 1 / Math.Sqrt(x.Skip(row * Columns).Take(Columns).Average(v => (double)v * v) + Epsilon);
            for (var c = 0; c < Columns; c++) Assert.Equal(x[row * Columns + c] * scale * weight[c], y[row * Columns + c], 1e-6);
        }
    }
}
