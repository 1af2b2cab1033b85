using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Eight bytes as floats.</summary>
internal static class SmallNumbers
{
    /// <summary>The lowest byte first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Unsigned(ulong bytes)
    {
        var vector = Vector128.CreateScalar(bytes).AsByte();
        return Vector256.ConvertToSingle(Avx2.IsSupported ? Avx2.ConvertToVector256Int32(vector) : Widen(Vector128.WidenLower(vector).AsInt16()));
    }

    /// <summary>The lowest byte first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Signed(ulong bytes)
    {
        var vector = Vector128.CreateScalar(bytes).AsSByte();
        return Vector256.ConvertToSingle(Avx2.IsSupported ? Avx2.ConvertToVector256Int32(vector) : Widen(Vector128.WidenLower(vector)));
    }

    private static Vector256<int> Widen(Vector128<short> numbers)
    {
        var (lower, upper) = Vector128.Widen(numbers);
        return Vector256.Create(lower, upper);
    }
}
