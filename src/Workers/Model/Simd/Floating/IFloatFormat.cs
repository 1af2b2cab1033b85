using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>A storage format of plain floating-point numbers.</summary>
internal unsafe interface IFloatFormat
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Bytes { get; }

    /// <summary>Numbers <paramref name="index"/> .. index + 7, widened exactly.</summary>
    static abstract Vector256<float> Load(byte* numbers, nint index);

    /// <summary>Numbers <paramref name="index"/> .. index + 15, widened exactly.</summary>
    static abstract void Load(byte* numbers, nint index, out Vector256<float> first, out Vector256<float> second);
}
