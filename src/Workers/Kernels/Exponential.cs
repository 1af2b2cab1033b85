using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>e to the power x from additions and multiplications alone, so that every accelerator and every kernel gets the same bits. PTX has only an approximate 2^x.</summary>
public static class Exponential
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts: the first has so few digits that its product with a whole number below 2^9 is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>Correct to about 1e-7 relatively; 0 below -104, infinite above 89; NaN stays NaN.</summary>
    public static float Of(float x)
    {
        if (x < -104f) return 0f;
        if (x > 89f) return float.PositiveInfinity;
        // x = n ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor series; 2^n in two factors, since n may lie outside a float's exponents.
        var n = MathF.Floor(Fused.MultiplyAdd(x, Log2E, 0.5f));
        var r = Fused.MultiplyAdd(-n, Ln2Low, Fused.MultiplyAdd(-n, Ln2High, x));
        var series = Fused.MultiplyAdd(r, 1f / 5040, 1f / 720);
        series = Fused.MultiplyAdd(series, r, 1f / 120);
        series = Fused.MultiplyAdd(series, r, 1f / 24);
        series = Fused.MultiplyAdd(series, r, 1f / 6);
        series = Fused.MultiplyAdd(series, r, 0.5f);
        series = Fused.MultiplyAdd(series, r, 1f);
        series = Fused.MultiplyAdd(series, r, 1f);
        var power = (int)n;
        var half = power >> 1;
        return series * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    private static float PowerOfTwo(int power) => Interop.IntAsFloat((uint)(power + 127) << 23);
}
