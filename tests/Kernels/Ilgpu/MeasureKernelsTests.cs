using Orchestrator.Bench.Kernels;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class MeasureKernelsTests(Machine machine)
{
    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Every_kernel_is_measured_against_the_device_s_own_speed(DeviceChoice device)
    {
        var result = MeasureKernels.Measure(machine.Device(device), KernelShape.Named["tiny"], repeat: 1, TestContext.Current.TestOutputHelper!.WriteLine);
        Assert.True(result["copy_gigabytes_per_second"]!.GetValue<double>() > 0);
        Assert.True(result["matrix_teraflops"]!.GetValue<double>() > 0);
        var kernels = result["kernels"]!.AsArray();
        string[] names = ["embedding", "rms_norm", "byte_rounding", "rope", "swiglu", "attention_decode", "attention_prefill_exact", "matmul_exact"];
        Assert.Superset(names.ToHashSet(), kernels.Select(kernel => kernel!["kernel"]!.GetValue<string>()).ToHashSet());
        foreach (var kernel in kernels)
        {
            Assert.True(kernel!["microseconds"]!.GetValue<double>() > 0);
            var share = kernel["share_of_copy_bandwidth"] ?? kernel["share_of_matrix_rate"];
            Assert.True(share!.GetValue<double>() > 0);
        }
    }
}
