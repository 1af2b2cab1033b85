using System.Globalization;
using Orchestrator.LoadTests.Measures;

namespace Orchestrator.LoadTests.Running;

/// <summary>Says once a second, on standard error, how a run goes.</summary>
internal sealed class ProgressLine(Measurements measures, LoadRun run, RunClock clock, TextWriter output)
{
    private int _told;
    private int _failed;
    private long _chunks;
    private TimeSpan _last;

    public async Task TellAsync(CancellationToken stop)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await second.WaitForNextTickAsync(stop)) Tell();
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private void Tell()
    {
        var now = clock.Now;
        var since = measures.Since(_told);
        _told += since.Count;
        _failed += since.Count(r => r.Error is not null);
        var chunks = measures.Chunks;
        var rate = (chunks - _chunks) / Math.Max(0.001, (now - _last).TotalSeconds);
        (_chunks, _last) = (chunks, now);
        var ttft = Percentiles.Of(since.Select(r => r.Ttft).OfType<TimeSpan>());
        var latency = ttft is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  ttft p50 {1000 * ttft.P50:0} ms, p99 {1000 * ttft.P99:0} ms");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds,5:0} s{(now < measures.Warmup ? " (warm-up)" : "")}  due {run.Due}  in flight {run.InFlight}  ended {_told}  failed {_failed}  {rate:0} chunks/s{latency}"));
    }
}
