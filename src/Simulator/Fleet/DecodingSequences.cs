namespace Orchestrator.Simulator.Fleet;

/// <summary>
/// The sequences of a worker that decode. All of them make one token per step, so nothing is written down per sequence and step: a count of
/// steps says how long each has become, who ends next, and who begins a new block when.
/// </summary>
internal sealed class DecodingSequences(int blockTokens)
{
    private readonly PriorityQueue<(FleetSequence Sequence, int Turn), long> _ends = new();
    private readonly HashSet<FleetSequence> _all = [];
    // [blockTokens] How many begin a block at the steps whose number leaves this rest.
    private readonly int[] _beginners = new int[blockTokens];

    public int Count => _all.Count;

    /// <summary>Steps that decoding sequences have made here.</summary>
    public long Steps { get; private set; }

    /// <summary>Tokens of all of them whose keys and values the next step reads.</summary>
    public long Context { get; private set; }

    /// <summary>Blocks that the next step needs.</summary>
    public int NewBlocks => _beginners[Steps % blockTokens];

    public IReadOnlyCollection<FleetSequence> All => _all;

    /// <summary>Tokens that a sequence has by now, prompt and answer.</summary>
    public int TokensOf(FleetSequence sequence) => sequence.Tokens + (int)(Steps - sequence.DecodesSince);

    /// <summary>A sequence that has blocks for all tokens but its newest.</summary>
    public void Add(FleetSequence sequence)
    {
        sequence.Place = SequencePlace.Decoding;
        sequence.DecodesSince = Steps;
        _all.Add(sequence);
        Context += sequence.Tokens;
        _beginners[Phase(sequence)]++;
        var left = sequence.Request.Arrival.AnswerTokens - sequence.Request.Emitted;
        _ends.Enqueue((sequence, sequence.Turn), Steps + left);
    }

    /// <summary>Takes a sequence out; it knows its tokens again, and the client has those of its answer.</summary>
    public void Remove(FleetSequence sequence)
    {
        if (!_all.Remove(sequence)) throw new InvalidOperationException("a sequence that does not decode is removed");
        _beginners[Phase(sequence)]--;
        var made = (int)(Steps - sequence.DecodesSince);
        sequence.Tokens += made;
        sequence.Computed = sequence.Tokens - 1;
        sequence.Private = (sequence.Computed + blockTokens - 1) / blockTokens - sequence.Shared.Count;
        sequence.Request.Emitted += made;
        sequence.Turn++;
        Context -= sequence.Tokens;
    }

    /// <summary>All of them have made a token; those that begin a block were given one.</summary>
    public void Step()
    {
        Steps++;
        Context += _all.Count;
    }

    /// <summary>The next sequence that has all its tokens, taken out; null when none has.</summary>
    public FleetSequence? TakeEnded()
    {
        while (_ends.TryPeek(out var next, out var at))
        {
            if (next.Sequence.Turn == next.Turn && at > Steps) return null;
            _ends.Dequeue();
            if (next.Sequence.Turn != next.Turn) continue;
            Remove(next.Sequence);
            return next.Sequence;
        }
        return null;
    }

    /// <summary>Blocks that a sequence has been given by now, beyond those it came with.</summary>
    public int BlocksOf(FleetSequence sequence) => (TokensOf(sequence) - 1 + blockTokens - 1) / blockTokens;

    // With T tokens it needs a block for its newest when T leaves the rest 1.
    private int Phase(FleetSequence sequence) => (int)((sequence.DecodesSince - sequence.Tokens + 1) % blockTokens + blockTokens) % blockTokens;
}
