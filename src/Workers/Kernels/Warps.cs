using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>Sums and maxima over the 32 lanes of a warp.</summary>
public static class Warps
{
    /// <summary>Lanes of a warp. The kernels are written for this number: the order of their sums depends on it.</summary>
    public const int Size = 32;

    /// <summary>The largest of all lanes' values.</summary>
    public static float Max(float value)
    {
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 16));
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 8));
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 4));
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 2));
        return IntrinsicMath.Max(value, Warp.ShuffleXor(value, 1));
    }

    /// <summary>The largest of all lanes' whole numbers.</summary>
    public static int Max(int value)
    {
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 16));
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 8));
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 4));
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 2));
        return IntrinsicMath.Max(value, Warp.ShuffleXor(value, 1));
    }

    /// <summary>The sum of all lanes' values, the same bits in every lane: each exchange adds the same two numbers on both sides.</summary>
    public static float Sum(float value)
    {
        value += Warp.ShuffleXor(value, 16);
        value += Warp.ShuffleXor(value, 8);
        value += Warp.ShuffleXor(value, 4);
        value += Warp.ShuffleXor(value, 2);
        return value + Warp.ShuffleXor(value, 1);
    }
}
