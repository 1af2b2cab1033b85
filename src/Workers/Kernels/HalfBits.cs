using ILGPU;
using ILGPU.IR.Intrinsics;

namespace Orchestrator.Workers.Kernels;

/// <summary>IEEE half precision as 16 bits: PoCL has no half type.</summary>
public static class HalfBits
{
    /// <summary>The float of the same value; infinities and NaN included. One instruction on CUDA, where it is half of all work in decoding.</summary>
    [IntrinsicImplementation]
    public static float ToFloat(ushort half) => ToFloatWithIntegers(half);

    /// <summary><see cref="ToFloat"/> for devices that have no such instruction.</summary>
    public static float ToFloatWithIntegers(ushort half)
    {
        // Exponent and fraction moved into a float's place, then 2^112 corrects the exponent's bias (subnormal halves become normal on the way).
        var magnitude = Interop.FloatAsInt(Interop.IntAsFloat((half & 0x7FFFu) << 13) * Interop.IntAsFloat(0x77800000u));
        var special = (half & 0x7C00u) == 0x7C00u ? 0x7F800000u | ((half & 0x3FFu) << 13) : magnitude;
        return Interop.IntAsFloat(special | ((half & 0x8000u) << 16));
    }

    /// <summary>The nearest half, ties to even; too large becomes infinite, NaN stays NaN.</summary>
    public static ushort FromFloat(float value)
    {
        var bits = Interop.FloatAsInt(value);
        var sign = (bits >> 16) & 0x8000u;
        var magnitude = bits & 0x7FFFFFFFu;
        if (magnitude > 0x7F800000u) return (ushort)(sign | 0x7E00u);
        if (magnitude >= 0x47800000u) return (ushort)(sign | 0x7C00u);
        // Below 2^-14 a half is a multiple of 2^-24: adding 0.5 moves that multiple, rounded, into the last bits of the fraction.
        if (magnitude < 0x38800000u) return (ushort)(sign | (Interop.FloatAsInt(Interop.IntAsFloat(magnitude) + 0.5f) - 0x3F000000u));
        var odd = (magnitude >> 13) & 1u;
        return (ushort)(sign | ((magnitude - 0x38000000u + 0xFFFu + odd) >> 13));
    }
}
