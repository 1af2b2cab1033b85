using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Bench.Machine;

/// <summary>How fast this machine reads memory with so many threads: plain sums over a buffer that no cache holds.</summary>
internal static unsafe class ReadBandwidth
{
    /// <summary>Many times the largest cache of today's processors per core, and still little memory.</summary>
    public const long BufferBytes = 512L << 20;

    /// <summary>Bytes per second, one sample per pass; a first pass that is not counted brings the pages in.</summary>
    public static double[] Measure(int threads, int passes, long bytes = BufferBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        // Every thread the same number of 256-byte groups.
        var part = bytes / threads / 256 * 256;
        var buffer = (byte*)NativeMemory.AlignedAlloc((nuint)(part * threads), 4096);
        try
        {
            Fill(buffer, part * threads);
            Pass(buffer, part, threads);
            return [.. Enumerable.Range(0, passes).Select(_ => part * threads / Pass(buffer, part, threads))];
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    // Written page by page, or all pages would be the one page of zeros.
    private static void Fill(byte* buffer, long bytes)
    {
        for (var at = 0L; at < bytes; at += 1 << 20) new Span<byte>(buffer + at, (int)Math.Min(1 << 20, bytes - at)).Fill(1);
    }

    // Seconds from the moment all threads are ready until the last has read its part.
    private static double Pass(byte* buffer, long part, int threads)
    {
        using var ready = new Barrier(threads + 1);
        var sums = new ulong[threads];
        var others = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            ready.SignalAndWait();
            sums[i] = Sum(buffer + i * part, part);
        })
        { IsBackground = true }).ToArray();
        foreach (var other in others) other.Start();
        ready.SignalAndWait();
        var started = Stopwatch.GetTimestamp();
        foreach (var other in others) other.Join();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var expected = (ulong)part / 8 * 0x0101_0101_0101_0101UL;
        foreach (var sum in sums) if (sum != expected) throw new InvalidOperationException($"the sum of the buffer is {sum:x}, not {expected:x}");
        return seconds;
    }

    // Eight sums side by side, so that additions wait for memory and not for one another.
    private static ulong Sum(byte* start, long bytes)
    {
        if (!Vector256.IsHardwareAccelerated) return SumNarrow(start, bytes);
        Vector256<ulong> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (var p = start; p < start + bytes; p += 256)
        {
            a += Vector256.Load((ulong*)p);
            b += Vector256.Load((ulong*)(p + 32));
            c += Vector256.Load((ulong*)(p + 64));
            d += Vector256.Load((ulong*)(p + 96));
            e += Vector256.Load((ulong*)(p + 128));
            f += Vector256.Load((ulong*)(p + 160));
            g += Vector256.Load((ulong*)(p + 192));
            h += Vector256.Load((ulong*)(p + 224));
        }
        return Vector256.Sum(a + b + (c + d) + (e + f + (g + h)));
    }

    private static ulong SumNarrow(byte* start, long bytes)
    {
        Vector<ulong> a = default, b = default, c = default, d = default;
        var step = Vector<ulong>.Count * 8;
        for (var p = start; p < start + bytes; p += 4 * step)
        {
            a += *(Vector<ulong>*)p;
            b += *(Vector<ulong>*)(p + step);
            c += *(Vector<ulong>*)(p + 2 * step);
            d += *(Vector<ulong>*)(p + 3 * step);
        }
        return Vector.Sum(a + b + (c + d));
    }
}
