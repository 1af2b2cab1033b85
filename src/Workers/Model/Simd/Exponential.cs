using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// e^x as our own polynomial, because libraries differ between machines and versions. Within 2 units in the last place;
/// below e^-86 it is exactly 0, above the largest float it is infinity, NaN stays NaN.
/// </summary>
public static class Exponential
{
    private const float Lowest = -86f;
    private const float Highest = 89f;
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts, the first with few enough bits that n * part is exact (Cody and Waite).
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>e^x in each lane: x = n ln 2 + r, a polynomial of degree 7 in r (coefficients of the Cephes library), times 2^n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        var clamped = Vector256.MinNative(Vector256.MaxNative(x, Vector256.Create(Lowest)), Vector256.Create(Highest));
        var n = Vector256.Round(clamped * Log2E);
        var r = Lanes.MultiplyAdd(n, Vector256.Create(-Ln2High), clamped);
        r = Lanes.MultiplyAdd(n, Vector256.Create(-Ln2Low), r);
        var p = Vector256.Create(1.9875691500e-4f);
        p = Lanes.MultiplyAdd(p, r, Vector256.Create(1.3981999507e-3f));
        p = Lanes.MultiplyAdd(p, r, Vector256.Create(8.3334519073e-3f));
        p = Lanes.MultiplyAdd(p, r, Vector256.Create(4.1665795894e-2f));
        p = Lanes.MultiplyAdd(p, r, Vector256.Create(1.6666665459e-1f));
        p = Lanes.MultiplyAdd(p, r, Vector256.Create(5.0000001201e-1f));
        p = Lanes.MultiplyAdd(p, r * r, r + Vector256<float>.One);
        // 2^n = 2^(n-1) * 2, so that n = 128 does not overflow before the product does.
        var half = Vector256.ShiftLeft(Vector256.ConvertToInt32(n) + Vector256.Create(126), 23).AsSingle();
        var result = p * half * 2f;
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Lowest)), Vector256<float>.Zero, result);
        return Vector256.ConditionalSelect(Vector256.Equals(x, x), result, x);
    }

    /// <summary>e^x, the same bits as a lane of the vector form.</summary>
    public static float Of(float x) => Of(Vector256.Create(x)).ToScalar();
}
