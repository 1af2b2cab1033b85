using Orchestrator.LoadTests.Measures;

namespace Orchestrator.LoadTests.SelfCheck;

/// <summary>When the known server really sent what: of each request, from its arrival.</summary>
internal sealed class ServerAccount
{
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan First, TimeSpan Last, int Tokens)> _answers = [];
    private readonly List<TimeSpan> _gaps = [];

    public Percentiles? Ttft => Of(a => a.First);

    public Percentiles? Tpot => Of(a => (a.Last - a.First) / Math.Max(1, a.Tokens - 1));

    public Percentiles? Whole => Of(a => a.Last);

    public Percentiles? Itl
    {
        get
        {
            lock (_gate) return Percentiles.Of(_gaps);
        }
    }

    /// <param name="arrived">When the request was there.</param>
    /// <param name="sent">When each of its tokens was handed to the network.</param>
    public void Add(TimeSpan arrived, IReadOnlyList<TimeSpan> sent)
    {
        lock (_gate)
        {
            _answers.Add((sent[0] - arrived, sent[^1] - arrived, sent.Count));
            for (var i = 1; i < sent.Count; i++) _gaps.Add(sent[i] - sent[i - 1]);
        }
    }

    private Percentiles? Of(Func<(TimeSpan First, TimeSpan Last, int Tokens), TimeSpan> value)
    {
        lock (_gate) return Percentiles.Of(_answers.Select(value));
    }
}
