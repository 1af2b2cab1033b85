using System.Collections.Concurrent;
using System.Reflection;
using ILGPU.Runtime;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>A device's compiled kernels: each is compiled when first asked for, and once.</summary>
internal sealed class KernelLibrary(Accelerator accelerator)
{
    private readonly ConcurrentDictionary<MethodInfo, Delegate> _compiled = new();

    /// <summary>A kernel that strides over its items.</summary>
    /// <typeparam name="TLaunch">Takes the stream, the threads as Index1D and the kernel's parameters.</typeparam>
    /// <param name="operation">The class of the kernel.</param>
    /// <param name="name">The kernel's method.</param>
    /// <param name="formats">What a generic kernel is closed over.</param>
    public TLaunch Strided<TLaunch>(Type operation, string name, params Type[] formats) where TLaunch : Delegate =>
        (TLaunch)_compiled.GetOrAdd(Method(operation, name, formats), accelerator.LoadAutoGroupedKernel<TLaunch>);

    /// <summary>A kernel that is launched in groups.</summary>
    /// <typeparam name="TLaunch">Takes the stream, the groups as KernelConfig and the kernel's parameters.</typeparam>
    /// <param name="operation">The class of the kernel.</param>
    /// <param name="name">The kernel's method.</param>
    /// <param name="formats">What a generic kernel is closed over.</param>
    public TLaunch Grouped<TLaunch>(Type operation, string name, params Type[] formats) where TLaunch : Delegate =>
        (TLaunch)_compiled.GetOrAdd(Method(operation, name, formats), accelerator.LoadKernel<TLaunch>);

    private static MethodInfo Method(Type operation, string name, Type[] formats)
    {
        var method = operation.GetMethod(name)!;
        return formats.Length == 0 ? method : method.MakeGenericMethod(formats);
    }
}
