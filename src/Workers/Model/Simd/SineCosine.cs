namespace Orchestrator.Workers.Model.Simd;

/// <summary>Sine and cosine as our own polynomials, for the same bits on every machine; in double precision, so that the nearest float results.</summary>
public static class SineCosine
{
    // pi / 2 in three parts; n * the first two is exact for n below 2^20 (Cody and Waite; the split of fdlibm).
    private const double High = 1.57079632673412561417e+00;
    private const double Middle = 6.07710050630396597660e-11;
    private const double Low = 2.02226624871116645580e-21;

    /// <param name="angle">Radians, up to a million.</param>
    public static (float Sin, float Cos) Of(double angle)
    {
        var n = Math.Round(angle * (2 / Math.PI));
        var r = angle - n * High - n * Middle - n * Low;
        var (sin, cos) = ((float)Sin(r), (float)Cos(r));
        return ((long)n & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    // Taylor series for |r| <= pi / 4: the first term left out is below 2^-53 of the result.
    private static double Sin(double r)
    {
        var z = r * r;
        var p = -1.0 / 1307674368000;
        p = p * z + 1.0 / 6227020800;
        p = p * z - 1.0 / 39916800;
        p = p * z + 1.0 / 362880;
        p = p * z - 1.0 / 5040;
        p = p * z + 1.0 / 120;
        p = p * z - 1.0 / 6;
        return r + r * z * p;
    }

    private static double Cos(double r)
    {
        var z = r * r;
        var p = 1.0 / 20922789888000;
        p = p * z - 1.0 / 87178291200;
        p = p * z + 1.0 / 479001600;
        p = p * z - 1.0 / 3628800;
        p = p * z + 1.0 / 40320;
        p = p * z - 1.0 / 720;
        p = p * z + 1.0 / 24;
        p = p * z - 1.0 / 2;
        return 1 + z * p;
    }
}
