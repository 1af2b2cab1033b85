using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>
/// The accelerators of the machine that runs the tests, each opened once: compiling the kernels takes longer than most tests. They are shared,
/// so the tests that use them are one collection and run one after the other.
/// </summary>
[CollectionDefinition(nameof(Machine))]
public sealed class Machine : IDisposable, ICollectionFixture<Machine>
{
    private readonly Dictionary<DeviceChoice, IlgpuDevice> _devices = [];

    /// <summary>Every choice that names a device; tests skip, visibly, those that are not there.</summary>
    public static TheoryData<DeviceChoice> Devices => [DeviceChoice.IlgpuCpu, DeviceChoice.OpenCl, DeviceChoice.Cuda];

    public IlgpuDevice Device(DeviceChoice choice)
    {
        if (_devices.TryGetValue(choice, out var device)) return device;
        Assert.SkipUnless(Accelerators.Has(choice), $"no {choice} device on this machine");
        return _devices[choice] = Accelerators.Open(choice);
    }

    /// <summary>A model on a device, with a cache of the given number of blocks, deterministic.</summary>
    public IlgpuBackend Load(DeviceChoice choice, ModelFile model, KvElement element = KvElement.F32, int blocks = 32) =>
        IlgpuBackend.Load(Device(choice), model, element, (_, _) => blocks, stepTokens: 64, stepRows: 8, deterministic: true, ownsDevice: false);

    public void Dispose()
    {
        foreach (var device in _devices.Values) device.Dispose();
    }
}
