using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Measures;

/// <summary>What a run comes to. Latencies are those of requests that were to start in the measured part; rates are of what came during it.</summary>
internal sealed class RunFigures
{
    private readonly IReadOnlyList<RequestResult> _all;
    private readonly IReadOnlyList<RequestResult> _measured;
    private readonly Measurements _measures;
    private readonly TimeSpan _end;

    /// <param name="measures">Of the run.</param>
    /// <param name="ended">When it ended, if before its plan did.</param>
    /// <param name="sloTtft">Promised.</param>
    /// <param name="sloTpot">Promised; answers of one token keep it.</param>
    public RunFigures(Measurements measures, TimeSpan ended, TimeSpan sloTtft, TimeSpan sloTpot)
    {
        _measures = measures;
        _end = ended < measures.Total ? ended : measures.Total;
        _all = measures.Since(0);
        _measured = [.. _all.Where(r => measures.IsMeasured(r.Intended))];
        Good = _measured.Count(r => r.IsOk && r.Ttft <= sloTtft && (r.Tpot is null || r.Tpot <= sloTpot));
    }

    /// <summary>Of the measured part.</summary>
    public double Seconds => Math.Max(0, (_end - _measures.Warmup).TotalSeconds);

    public int Requests => _measured.Count;

    public int Succeeded => _measured.Count(r => r.IsOk);

    public int Cancelled => _measured.Count(r => r.IsCancelled);

    /// <summary>Answered as promised.</summary>
    public int Good { get; }

    /// <summary>Share of requests that were answered as promised; whom the client left is not counted.</summary>
    public double Attainment => Share(Good, Requests - Cancelled);

    public double Goodput => PerSecond(Good);

    /// <summary>Whole answers that came to their end in the measured part.</summary>
    public double RequestsPerSecond => PerSecond(_all.Count(r => r.IsOk && IsInside(r.Ended)));

    /// <summary>Prompts whose first token came in the measured part.</summary>
    public double PromptTokensPerSecond => PerSecond(_all.Where(r => r.First is { } first && IsInside(first)).Sum(r => (double)r.PromptTokens));

    /// <summary>Tokens that came in the measured part: its chunks, times the tokens that a chunk has.</summary>
    public double OutputTokensPerSecond => PerSecond(_measures.MeasuredChunks * TokensPerChunk);

    /// <summary>Above 1 where a server sends several tokens at once, or tokens without a text of their own.</summary>
    public double TokensPerChunk => _all.Where(r => r.IsOk).Sum(r => (double)r.Chunks) is > 0 and var chunks ? _all.Where(r => r.IsOk).Sum(r => (double)r.AnswerTokens) / chunks : 1;

    public long PromptTokens => _measured.Where(r => r.First is not null).Sum(r => (long)r.PromptTokens);

    public long AnswerTokens => _measured.Where(r => r.IsOk).Sum(r => (long)r.AnswerTokens);

    /// <summary>Of the measured prompts' tokens; null where the server does not say.</summary>
    public double? CachedShare => _measured.Any(r => r.CachedTokens is not null)
        ? Share(_measured.Sum(r => (double)(r.CachedTokens ?? 0)), _measured.Where(r => r.CachedTokens is not null).Sum(r => (double)r.PromptTokens))
        : null;

    public double ShedFraction => Share(_measured.Count(r => r.IsShed), Requests);

    public Percentiles? Ttft => Percentiles.Of(_measured.Select(r => r.Ttft).OfType<TimeSpan>());

    public Percentiles? Tpot => Percentiles.Of(_measured.Select(r => r.Tpot).OfType<TimeSpan>());

    public Percentiles? Whole => Percentiles.Of(_measured.Select(r => r.Whole).OfType<TimeSpan>());

    public Percentiles? Itl => _measures.Gaps.Percentiles();

    public Percentiles? Lateness => _measures.Lateness.Percentiles();

    /// <summary>Numbers of errors by kind, the most frequent first, each with what one of them said.</summary>
    public IReadOnlyList<(string Kind, int Count, string Example)> Errors =>
        [.. _measured.Where(r => r.Error is not null).GroupBy(r => r.Error!).Select(g => (g.Key, g.Count(), g.First().Message)).OrderByDescending(e => e.Item2).ThenBy(e => e.Key, StringComparer.Ordinal)];

    /// <summary>Figures of the groups that the scenario makes; empty where it makes none.</summary>
    public IReadOnlyList<(string Group, int Requests, Percentiles? Ttft, Percentiles? Tpot)> Groups =>
        [.. _measured.Where(r => r.Group is not null).GroupBy(r => r.Group!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count(), Percentiles.Of(g.Select(r => r.Ttft).OfType<TimeSpan>()), Percentiles.Of(g.Select(r => r.Tpot).OfType<TimeSpan>())))];

    /// <summary>The measured requests, by the part of <see cref="Measurements.Line"/> in which they were to start.</summary>
    public ILookup<int, RequestResult> ByStart => _measured.ToLookup(r => _measures.Line.PartOf(r.Intended));

    /// <summary>All requests, by the part in which they ended.</summary>
    public ILookup<int, RequestResult> ByEnd => _all.ToLookup(r => _measures.Line.PartOf(r.Ended));

    private bool IsInside(TimeSpan at) => at >= _measures.Warmup && at < _end;

    private double PerSecond(double count) => Seconds > 0 ? count / Seconds : 0;

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
