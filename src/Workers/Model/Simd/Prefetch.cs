using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>Asks for weights before they are read. Kernels walk several rows at once, which the processor's own prefetcher follows badly; the rows together lie in one piece.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Bytes to ask ahead: a few hundred nanoseconds of reading. Measured: 8 to 32 KiB do equally well, 4 KiB is a quarter slower.</summary>
    public const int Distance = 8192;

    private const int CacheLine = 64;

    /// <summary>Asks for <paramref name="bytes"/> from <paramref name="address"/> on, which need not exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(byte* address, int bytes)
    {
        if (!Sse.IsSupported) return;
        for (var at = 0; at < bytes; at += CacheLine) Sse.Prefetch0(address + at);
    }
}
