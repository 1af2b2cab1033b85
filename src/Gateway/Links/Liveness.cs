using Orchestrator.Contracts.Protocol;

namespace Orchestrator.Gateway.Links;

/// <summary>Judges from its reports whether a worker lives: silence means it is dead or cut off, a step that does not end means it hangs.</summary>
internal sealed class Liveness(TimeProvider time)
{
    /// <summary>A worker reports at least every 100 ms or so; starved processors delay it, three seconds of silence are more than that.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>A step may take ten times what is expected, and this long in any case.</summary>
    public static readonly TimeSpan ShortestStall = TimeSpan.FromSeconds(2);

    /// <summary>The judge is asked every 250 ms.</summary>
    private static readonly TimeSpan s_judgeLate = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _heard = time.GetTimestamp();
    private long _progress = time.GetTimestamp();
    private long _judged = time.GetTimestamp();
    private ulong _step;
    private bool _isBusy;
    private TimeSpan _expected;

    public void Heard(StepReport report)
    {
        lock (_gate)
        {
            _heard = time.GetTimestamp();
            if (!report.Busy || report.Step != _step || !_isBusy) _progress = _heard;
            (_step, _isBusy, _expected) = (report.Step, report.Busy, TimeSpan.FromMilliseconds(report.ExpectedStepMs));
        }
    }

    /// <summary>Why the worker is taken for dead; null while it lives.</summary>
    public string? Judge()
    {
        lock (_gate)
        {
            // A judge who slept himself (a paused process or machine) has heard nothing: he begins anew.
            if (time.GetElapsedTime(_judged) > s_judgeLate) _heard = _progress = time.GetTimestamp();
            _judged = time.GetTimestamp();
            if (time.GetElapsedTime(_heard) is var silent && silent > Silence) return $"nothing was heard for {silent.TotalSeconds:0.0} s";
            var limit = TimeSpan.FromTicks(Math.Max(ShortestStall.Ticks, 10 * _expected.Ticks));
            return _isBusy && time.GetElapsedTime(_progress) is var stalled && stalled > limit
                ? $"step {_step + 1} has run for {stalled.TotalSeconds:0.0} s; expected were {_expected.TotalSeconds:0.00} s"
                : null;
        }
    }
}
