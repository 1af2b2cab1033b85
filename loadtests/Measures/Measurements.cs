using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Measures;

/// <summary>All that a run has seen so far, told by many at once. Requests of the warm-up are kept apart by their intended start.</summary>
/// <param name="warmup">Its length.</param>
/// <param name="total">Of the run, with the warm-up.</param>
internal sealed class Measurements(TimeSpan warmup, TimeSpan total)
{
    private readonly Lock _gate = new();
    private readonly List<RequestResult> _results = [];
    private long _chunks;
    private long _measuredChunks;
    private int _stopped;

    public TimeSpan Warmup => warmup;

    public TimeSpan Total => total;

    /// <summary>From each chunk with text to the next of the same answer.</summary>
    public LatencyHistogram Gaps { get; } = new();

    /// <summary>Of those, the ones that overlap <see cref="Windows"/>.</summary>
    public LatencyHistogram GapsInWindows { get; } = new();

    public LatencyHistogram GapsOutsideWindows { get; } = new();

    /// <summary>How late requests were given to the network: the generator's own fault, and part of all latencies.</summary>
    public LatencyHistogram Lateness { get; } = new();

    public TimeLine Line { get; } = new(total);

    /// <summary>When something was going on that gaps are to be told apart by; null for nothing.</summary>
    public TimeWindows? Windows { get; init; }

    /// <summary>Chunks with text, of the warm-up too.</summary>
    public long Chunks => Interlocked.Read(ref _chunks);

    /// <summary>Chunks that came between the warm-up and the end of the plan.</summary>
    public long MeasuredChunks => Interlocked.Read(ref _measuredChunks);

    /// <summary>Requests that the run's early end cut off; they are in no figure.</summary>
    public int StoppedRequests => Volatile.Read(ref _stopped);

    public bool IsMeasured(TimeSpan intended) => intended >= warmup && intended < total;

    public void Late(TimeSpan intended, TimeSpan lateness)
    {
        if (IsMeasured(intended)) Lateness.Add(lateness);
    }

    public void Gap(TimeSpan from, TimeSpan to)
    {
        Gaps.Add(to - from);
        Line.Gap(to, to - from);
        if (Windows is not null) (Windows.Overlap(from, to) ? GapsInWindows : GapsOutsideWindows).Add(to - from);
    }

    public void Chunk(TimeSpan at)
    {
        Interlocked.Increment(ref _chunks);
        if (at >= warmup && at < total) Interlocked.Increment(ref _measuredChunks);
        Line.Chunk(at);
    }

    public void Stopped() => Interlocked.Increment(ref _stopped);

    public void Add(RequestResult result)
    {
        lock (_gate) _results.Add(result);
    }

    /// <summary>All results from a place on, in the order of their ends.</summary>
    public IReadOnlyList<RequestResult> Since(int place)
    {
        lock (_gate) return _results[place..];
    }
}
