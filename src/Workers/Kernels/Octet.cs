using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>Eight neighbouring numbers: what one lane of a warp takes at a time. A view of them is read in 16-byte loads.</summary>
public struct Octet
{
    public float A, B, C, D, E, F, G, H;

    /// <summary>sum + factor v, number by number.</summary>
    public static Octet Add(Octet sum, float factor, Octet v) => new()
    {
        A = Fused.MultiplyAdd(factor, v.A, sum.A),
        B = Fused.MultiplyAdd(factor, v.B, sum.B),
        C = Fused.MultiplyAdd(factor, v.C, sum.C),
        D = Fused.MultiplyAdd(factor, v.D, sum.D),
        E = Fused.MultiplyAdd(factor, v.E, sum.E),
        F = Fused.MultiplyAdd(factor, v.F, sum.F),
        G = Fused.MultiplyAdd(factor, v.G, sum.G),
        H = Fused.MultiplyAdd(factor, v.H, sum.H),
    };

    /// <summary>The sum of this lane's numbers and those of the lane whose index differs in <paramref name="bit"/>.</summary>
    public static Octet AddLane(Octet mine, int bit) => new()
    {
        A = mine.A + Warp.ShuffleXor(mine.A, bit),
        B = mine.B + Warp.ShuffleXor(mine.B, bit),
        C = mine.C + Warp.ShuffleXor(mine.C, bit),
        D = mine.D + Warp.ShuffleXor(mine.D, bit),
        E = mine.E + Warp.ShuffleXor(mine.E, bit),
        F = mine.F + Warp.ShuffleXor(mine.F, bit),
        G = mine.G + Warp.ShuffleXor(mine.G, bit),
        H = mine.H + Warp.ShuffleXor(mine.H, bit),
    };

    /// <summary>sum + x . w, the eight products added in order.</summary>
    public static float Dot(Octet x, Octet w, float sum)
    {
        sum = Fused.MultiplyAdd(x.A, w.A, sum);
        sum = Fused.MultiplyAdd(x.B, w.B, sum);
        sum = Fused.MultiplyAdd(x.C, w.C, sum);
        sum = Fused.MultiplyAdd(x.D, w.D, sum);
        sum = Fused.MultiplyAdd(x.E, w.E, sum);
        sum = Fused.MultiplyAdd(x.F, w.F, sum);
        sum = Fused.MultiplyAdd(x.G, w.G, sum);
        return Fused.MultiplyAdd(x.H, w.H, sum);
    }
}
