using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Every half-precision number as a float: a look-up beats the conversion, for which .NET has no instruction, and a model's scales are few different ones.</summary>
internal static unsafe class HalfTable
{
    /// <summary>[65536], by bits. Kernels hold it in a local: a static costs a check at each use.</summary>
    public static float* Floats { get; } = Fill();

    private static float* Fill()
    {
        var floats = (float*)NativeMemory.Alloc(65536, sizeof(float));
        for (var bits = 0; bits < 65536; bits++) floats[bits] = (float)BitConverter.UInt16BitsToHalf((ushort)bits);
        return floats;
    }
}
