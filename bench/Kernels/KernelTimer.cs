using System.Diagnostics;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench.Kernels;

/// <summary>How long one launch takes when many follow each other on the compute stream.</summary>
/// <param name="device">Where they run.</param>
/// <param name="repeat">Measurements, of which the median counts.</param>
/// <param name="shortest">A measurement has as many launches as take so many seconds.</param>
internal sealed class KernelTimer(IlgpuDevice device, int repeat, double shortest)
{
    private const int MostLaunches = 1 << 14;

    /// <summary>Seconds of one launch. <paramref name="launch"/> gets numbers that count up, to take its memory in turns.</summary>
    public double Seconds(Action<int> launch)
    {
        // The first launch compiles, or loads what was compiled.
        Time(launch, 1);
        var count = 1;
        while (Time(launch, count) < shortest && count < MostLaunches) count *= 2;
        var times = Enumerable.Range(0, repeat).Select(_ => Time(launch, count) / count).Order().ToArray();
        return (times[(repeat - 1) / 2] + times[repeat / 2]) / 2;
    }

    private double Time(Action<int> launch, int count)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++) launch(i);
        device.Compute.Synchronize();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
