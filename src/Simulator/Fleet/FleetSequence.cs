namespace Orchestrator.Simulator.Fleet;

/// <summary>A request's tokens inside one worker.</summary>
internal sealed class FleetSequence(FleetRequest request, int attempt, FleetWorker worker, long order)
{
    public FleetRequest Request { get; } = request;

    /// <summary>The try it belongs to.</summary>
    public int Attempt { get; } = attempt;

    public FleetWorker Worker { get; } = worker;

    /// <summary>Rises with each sequence that the worker accepts; a preempted one keeps its own.</summary>
    public long Order { get; } = order;

    public SequencePlace Place { get; set; } = SequencePlace.Waiting;

    /// <summary>Tokens known: prompt and answer so far. While it decodes, what it had when it began to.</summary>
    public int Tokens { get; set; } = request.GivenTokens;

    /// <summary>Tokens with keys and values in the cache.</summary>
    public int Computed { get; set; }

    /// <summary>Slots of blocks that others can find, from its first block on.</summary>
    public List<int> Shared { get; } = [];

    /// <summary>Blocks of its own behind them.</summary>
    public int Private { get; set; }

    /// <summary>Whether the blocks it computes from now on can be found by others.</summary>
    public bool IsSharing { get; set; } = request.Names.Length > 0;

    /// <summary>When its first chunk was planned; from then on its layers can be sent.</summary>
    public double BeganAt { get; set; } = double.NaN;

    /// <summary>The number that the worker's count of decode steps had when it began to decode.</summary>
    public long DecodesSince { get; set; }

    /// <summary>Rises whenever it leaves the decoding sequences, so that their order need not be searched.</summary>
    public int Turn { get; set; }

    /// <summary>Its keys and values are being copied by another worker, or are waiting to be.</summary>
    public bool IsPinned { get; set; }

    public int Blocks => Shared.Count + Private;

    public bool IsCurrent => Request.Attempt == Attempt && Request.State == RequestState.Placed;
}
