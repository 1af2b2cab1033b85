using Orchestrator.Contracts.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>What became of some requests. Written from many threads, read when all have ended.</summary>
internal sealed class LoadResult
{
    private readonly Lock _lock = new();
    private readonly List<double> _whole = [];
    private readonly List<double> _starts = [];
    private readonly List<double> _late = [];

    /// <summary>Milliseconds from a request's coming until its plan is there.</summary>
    public IReadOnlyCollection<double> Whole => _whole;

    /// <summary>Milliseconds of the call alone, after the prompt has been named.</summary>
    public IReadOnlyCollection<double> Starts => _starts;

    /// <summary>Milliseconds by which requests came later than they should have.</summary>
    public IReadOnlyCollection<double> Lateness => _late;

    public TimeSpan Elapsed { get; set; }

    /// <summary>Requests, whatever their answers.</summary>
    public int Requests => _whole.Count + Errors;

    /// <summary>Calls that failed.</summary>
    public int Errors { get; private set; }

    /// <summary>Requests that were refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>Why the first call failed or the first request was refused.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Requests that were told to wait.</summary>
    public int Waits { get; private set; }

    /// <summary>Requests that were placed without an answer of the index.</summary>
    public int Blind { get; private set; }

    /// <summary>Requests that went to a worker that had no less of the prompt than any other.</summary>
    public int ToLongest { get; private set; }

    /// <summary>Requests of whose prompts some workers had more than others.</summary>
    public int Distinct { get; private set; }

    /// <summary>Those of the latter that went to a worker that had most.</summary>
    public int DistinctToLongest { get; private set; }

    public void Late(TimeSpan by) => _late.Add(by.TotalMilliseconds);

    public void Placed(TimeSpan whole, TimeSpan start)
    {
        lock (_lock)
        {
            _whole.Add(whole.TotalMilliseconds);
            _starts.Add(start.TotalMilliseconds);
        }
    }

    /// <param name="isBlind">Nothing of the prompt was believed to be there, though every worker has its beginning: the index did not answer in time.</param>
    /// <param name="isDistinct">Some workers have more of the prompt than others.</param>
    /// <param name="toLongest">It went to one that has most.</param>
    public void Went(bool isBlind, bool isDistinct, bool toLongest)
    {
        lock (_lock)
        {
            if (isBlind) Blind++;
            if (toLongest) ToLongest++;
            if (isDistinct) Distinct++;
            if (isDistinct && toLongest) DistinctToLongest++;
        }
    }

    public void NotAssigned(RoutePlan plan)
    {
        lock (_lock)
        {
            if (plan is not RoutePlan.Refused refused)
            {
                Waits++;
                return;
            }
            Refusals++;
            FirstError ??= refused.Reason;
        }
    }

    public void Failed(Exception why)
    {
        lock (_lock)
        {
            Errors++;
            FirstError ??= why.Message;
        }
    }
}
