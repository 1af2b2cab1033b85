using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Tests.Kernels.Ilgpu;

/// <summary>The accelerators of the machine that runs the tests.</summary>
internal static class Machine
{
    /// <summary>Every choice that names a device; tests skip, visibly, those that are not there.</summary>
    public static TheoryData<DeviceChoice> Devices => [DeviceChoice.IlgpuCpu, DeviceChoice.OpenCl, DeviceChoice.Cuda];

    public static IlgpuDevice Open(DeviceChoice choice)
    {
        Assert.SkipUnless(Accelerators.Has(choice), $"no {choice} device on this machine");
        return Accelerators.Open(choice);
    }

    /// <summary>A model on a device, with a cache of the given number of blocks.</summary>
    public static IlgpuBackend Load(DeviceChoice choice, ModelFile model, KvElement element = KvElement.F32, int blocks = 32) =>
        IlgpuBackend.Load(Open(choice), model, element, (_, _) => blocks, stepTokens: 64, stepRows: 8);
}
