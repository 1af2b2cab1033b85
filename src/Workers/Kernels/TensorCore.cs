using ILGPU;
using ILGPU.IR.Intrinsics;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// A warp's matrix instruction: D [16, 8] = A [16, 16] B [16, 8] + C, A and B in 16 bits, sums in fp32. All 32 lanes take part and share the matrices
/// as PTX defines it for mma.m16n8k16: with g = lane / 4 and t = lane % 4, a lane holds two neighbours along K in each word,
/// a0: A[g, 2t], a1: A[g + 8, 2t], a2: A[g, 2t + 8], a3: A[g + 8, 2t + 8]; b0: B[2t, g], b1: B[2t + 8, g];
/// and of C and D [g, 2t], [g, 2t + 1], [g + 8, 2t], [g + 8, 2t + 1]. On CUDA each is one instruction; the bodies here are its plain twin.
/// </summary>
public static class TensorCore
{
    /// <summary>Half precision.</summary>
    [IntrinsicImplementation]
    public static Quad<float> MultiplyF16(uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, Quad<float> sum) =>
        Plain(a0, a1, a2, a3, b0, b1, sum, brain: false);

    /// <summary>bfloat16.</summary>
    [IntrinsicImplementation]
    public static Quad<float> MultiplyBf16(uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, Quad<float> sum) =>
        Plain(a0, a1, a2, a3, b0, b1, sum, brain: true);

    /// <summary>Two floats, rounded, as one word of halves.</summary>
    [IntrinsicImplementation]
    public static uint PackF16(float low, float high) => HalfBits.FromFloat(low) | ((uint)HalfBits.FromFloat(high) << 16);

    /// <summary>Two floats, rounded, as one word of bfloat16.</summary>
    [IntrinsicImplementation]
    public static uint PackBf16(float low, float high) => Bf16Bits.FromFloat(low) | ((uint)Bf16Bits.FromFloat(high) << 16);

    // A lane's outputs need two rows of A, which its own four neighbours hold, and two columns of B, from the lanes 8 t to 8 t + 7.
    private static Quad<float> Plain(uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, Quad<float> sum, bool brain)
    {
        int row = Warp.LaneIdx / 4 * 4, column = Warp.LaneIdx % 4 * 8;
        for (var s = 0; s < 4; s++)
        {
            uint top = Warp.Shuffle(a0, row + s), bottom = Warp.Shuffle(a1, row + s), left = Warp.Shuffle(b0, column + s), right = Warp.Shuffle(b0, column + 4 + s);
            sum = AddPairs(top, bottom, left, right, sum, brain);
            top = Warp.Shuffle(a2, row + s);
            bottom = Warp.Shuffle(a3, row + s);
            left = Warp.Shuffle(b1, column + s);
            right = Warp.Shuffle(b1, column + 4 + s);
            sum = AddPairs(top, bottom, left, right, sum, brain);
        }
        return sum;
    }

    private static Quad<float> AddPairs(uint top, uint bottom, uint left, uint right, Quad<float> sum, bool brain) => new()
    {
        A = AddPair(top, left, sum.A, brain),
        B = AddPair(top, right, sum.B, brain),
        C = AddPair(bottom, left, sum.C, brain),
        D = AddPair(bottom, right, sum.D, brain),
    };

    private static float AddPair(uint a, uint b, float sum, bool brain) =>
        Fused.MultiplyAdd(Number(a >> 16, brain), Number(b >> 16, brain), Fused.MultiplyAdd(Number(a, brain), Number(b, brain), sum));

    private static float Number(uint bits, bool brain) => brain ? Bf16Bits.ToFloat((ushort)bits) : HalfBits.ToFloat((ushort)bits);
}
