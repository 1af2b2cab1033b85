namespace Orchestrator.Workers.Kernels;

/// <summary>Eight neighbouring numbers: what one lane of a warp takes at a time. A view of them is read in 16-byte loads.</summary>
public struct Octet
{
    public float A, B, C, D, E, F, G, H;

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
