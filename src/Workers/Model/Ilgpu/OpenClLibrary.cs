using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime.OpenCL;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>Makes ILGPU meet OpenCL as Linux has it.</summary>
public static class OpenClLibrary
{
    private static readonly Lock s_gate = new();
    private static bool s_known;

    /// <summary>ILGPU asks for "OpenCL"; a system without the development package has only libOpenCL.so.1.</summary>
    public static void MakeKnown()
    {
        lock (s_gate)
        {
            if (s_known) return;
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            s_known = true;
        }
    }

    /// <summary>
    /// ILGPU refuses devices without OpenCL 2's generic address space, PoCL among them. Compiled with full optimisation our kernels name the
    /// address space of every access, so the check can be passed over.
    /// </summary>
    public static bool Accept(CLDevice device)
    {
        typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!.SetValue(device.Capabilities, true);
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "OpenCL") return 0;
        return NativeLibrary.TryLoad(name, assembly, path, out var library) || NativeLibrary.TryLoad("libOpenCL.so.1", out library) ? library : 0;
    }
}
