using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// The arithmetic of eight fp32 lanes that all kernels here share. A machine without 256-bit registers computes the same bits with
/// two 128-bit ones; only a machine without fused multiply-add computes others, and says so in <see cref="IDeviceBackend.Numerics"/>.
/// </summary>
public static class Lanes
{
    /// <summary>Lanes of one vector.</summary>
    public const int Count = 8;

    /// <summary>True where <see cref="MultiplyAdd(Vector256{float}, Vector256{float}, Vector256{float})"/> rounds once.</summary>
    public static bool Fused => Fma.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>a * b + c in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c)
    {
        if (Fma.IsSupported) return Fma.MultiplyAdd(a, b, c);
        if (!AdvSimd.Arm64.IsSupported) return a * b + c;
        return Vector256.Create(
            AdvSimd.FusedMultiplyAdd(c.GetLower(), a.GetLower(), b.GetLower()),
            AdvSimd.FusedMultiplyAdd(c.GetUpper(), a.GetUpper(), b.GetUpper()));
    }

    /// <summary>a * b + c, rounded as the vector form rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => Fused ? MathF.FusedMultiplyAdd(a, b, c) : a * b + c;

    /// <summary>The sum of eight lanes, always as ((0+4) + (2+6)) + ((1+5) + (3+7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> v)
    {
        var s = v.GetLower() + v.GetUpper();
        var t = s + Vector128.Shuffle(s, Vector128.Create(2, 3, 2, 3));
        return t[0] + t[1];
    }

    /// <summary><see cref="Sum(Vector256{float})"/> of four vectors at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sum(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (!Sse.IsSupported) return Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        var (sa, sb) = (a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper());
        var (sc, sd) = (c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());
        var ab = Sse.UnpackLow(sa, sb) + Sse.UnpackHigh(sa, sb);
        var cd = Sse.UnpackLow(sc, sd) + Sse.UnpackHigh(sc, sd);
        return Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab);
    }

    /// <summary>A dot product, number by number, in the order of the kernels: lane l adds the products of k = l, l + 8, l + 16 ... one after another.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Span<float> lanes = stackalloc float[Count];
        lanes.Clear();
        for (var k = 0; k < a.Length; k++) lanes[k % Count] = MultiplyAdd(a[k], b[k], lanes[k % Count]);
        return lanes[0] + lanes[4] + (lanes[2] + lanes[6]) + (lanes[1] + lanes[5] + (lanes[3] + lanes[7]));
    }

    /// <summary>The largest lane; a NaN may or may not win.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector256<float> v)
    {
        var s = Vector128.MaxNative(v.GetLower(), v.GetUpper());
        s = Vector128.MaxNative(s, Vector128.Shuffle(s, Vector128.Create(2, 3, 2, 3)));
        return Vector128.MaxNative(s, Vector128.Shuffle(s, Vector128.Create(1, 1, 1, 1)))[0];
    }

    /// <summary><paramref name="length"/> rounded up to whole vectors.</summary>
    public static int Padded(int length) => (length + Count - 1) / Count * Count;
}
