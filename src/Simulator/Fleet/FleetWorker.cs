using Orchestrator.Contracts.Pools;

namespace Orchestrator.Simulator.Fleet;

/// <summary>A worker of a fleet: its role, its blocks and its sequences.</summary>
internal sealed class FleetWorker
{
    private readonly FleetOptions _options;
    private WorkerStatus? _status;
    private long _order;
    private int _lives;

    public FleetWorker(int number, WorkerRole role, FleetOptions options)
    {
        (Number, Role, _options) = (number, role, options);
        Blocks = new KvRoom(options.KvBlocks, options.HostBlocks);
        Decoding = new DecodingSequences(options.BlockTokens);
        Id = new WorkerId($"w{number:00000}");
        Begin();
    }

    public int Number { get; }

    public WorkerId Id { get; }

    public WorkerLife Life { get; private set; }

    public WorkerRole Role { get; set; }

    /// <summary>Rises with each change of role; work that was sent under another is refused. 0 before the first orders.</summary>
    public long Epoch { get; private set; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Ended by whoever plans, and not started again.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Until when it takes nothing, because it takes on a role.</summary>
    public double ShiftsUntil { get; set; } = double.NegativeInfinity;

    /// <summary>How much longer a step takes than it should; 1 for a sound worker.</summary>
    public double Slowness { get; set; } = 1;

    public KvRoom Blocks { get; }

    public DecodingSequences Decoding { get; }

    /// <summary>Without blocks, in the order of service.</summary>
    public List<FleetSequence> Waiting { get; } = [];

    /// <summary>Whose given tokens are being computed, in the order of admission.</summary>
    public List<FleetSequence> Prefilling { get; } = [];

    /// <summary>With room for what comes from elsewhere.</summary>
    public HashSet<FleetSequence> Importing { get; } = [];

    /// <summary>With keys and values that another worker is to take.</summary>
    public HashSet<FleetSequence> HandingOff { get; } = [];

    /// <summary>With all their keys and values; they decode from the next step on.</summary>
    public List<FleetSequence> Joining { get; } = [];

    /// <summary>Requests that will be decoded here and have no room yet.</summary>
    public int Expected { get; set; }

    /// <summary>Requests that are on their way here, and their tokens to be computed.</summary>
    public (int Requests, long Tokens) Incoming { get; set; }

    /// <summary>Sequences with blocks.</summary>
    public int Holding => Decoding.Count + Prefilling.Count + HandingOff.Count + Importing.Count + Joining.Count;

    /// <summary>All that it has taken or is to take.</summary>
    public int Sequences => Holding + Waiting.Count + Expected + Incoming.Requests;

    /// <summary>Whether it is to learn, this very moment, that it has room.</summary>
    public bool IsRoomTold { get; set; }

    /// <summary>The step in hand; null while there is none.</summary>
    public FleetStep? Step { get; set; }

    /// <summary>When it began.</summary>
    public double StepBegan { get; set; }

    /// <summary>Rises with each step and each end of the process, so that the end of a step that no longer counts is known.</summary>
    public long StepNumber { get; set; }

    /// <summary>Given tokens of its sequences that are still to be computed.</summary>
    public long PrefillTokensWaiting { get; set; }

    /// <summary>When the link that brings keys and values here is free.</summary>
    public double LinkFreeAt { get; set; }

    /// <summary>Blocks that requests on their way here were promised to find, with how many requests promise each.</summary>
    public Dictionary<ulong, int> Promised { get; } = [];

    public Policies.Routing.RecentWork Recent;

    public long NewestAssignment { get; set; }

    /// <summary>Seconds it has spent in steps.</summary>
    public double BusySeconds { get; set; }

    public bool IsShifting(double now) => now < ShiftsUntil;

    /// <summary>Beyond the pool's budget: it finishes what it has.</summary>
    public bool IsParked { get; private set; }

    /// <summary>Whether it accepts what is sent to it.</summary>
    public bool TakesWork(double now) => IsAlive && !IsShifting(now) && !IsParked;

    public long NextOrder() => _order++;

    /// <summary>What the router sees of it; of a dead one what it said last.</summary>
    public WorkerStatus Status => _status ??= ToStatus();

    /// <summary>Its load has changed.</summary>
    public void Touch()
    {
        if (IsAlive) _status = null;
    }

    /// <summary>The number in a worker's name.</summary>
    public static int NumberOf(WorkerId id) => int.Parse(id.Value.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Takes its orders.</summary>
    public void Follow(WorkerRole role, long epoch, bool isParked)
    {
        if ((Role, Epoch, IsParked) == (role, epoch, isParked)) return;
        (Role, Epoch, IsParked) = (role, epoch, isParked);
        Touch();
    }

    /// <summary>Puts a sequence among those that wait: by priority, then in the order in which they came.</summary>
    public void Enqueue(FleetSequence sequence)
    {
        sequence.Place = SequencePlace.Waiting;
        var place = Waiting.Count;
        while (place > 0 && IsBefore(sequence, Waiting[place - 1])) place--;
        Waiting.Insert(place, sequence);
    }

    /// <summary>Gives back a sequence's blocks, the last ones first; who knows its blocks only by count must have set them.</summary>
    public void GiveBack(FleetSequence sequence)
    {
        Blocks.Give(sequence.Private);
        sequence.Private = 0;
        for (var i = sequence.Shared.Count - 1; i >= 0; i--) Blocks.Release(sequence.Shared[i]);
        sequence.Shared.Clear();
        Touch();
    }

    /// <summary>A sequence leaves the worker, wherever it is, and gives back its blocks.</summary>
    public void TakeOut(FleetSequence sequence)
    {
        switch (sequence.Place)
        {
            case SequencePlace.Waiting:
                Waiting.Remove(sequence);
                PrefillTokensWaiting -= sequence.Tokens;
                break;
            case SequencePlace.Prefilling:
                Prefilling.Remove(sequence);
                PrefillTokensWaiting -= sequence.Tokens - sequence.Computed;
                break;
            case SequencePlace.Decoding:
                Decoding.Remove(sequence);
                break;
            case SequencePlace.Importing:
                Importing.Remove(sequence);
                Joining.Remove(sequence);
                break;
            case SequencePlace.HandingOff:
                HandingOff.Remove(sequence);
                break;
        }
        sequence.Place = SequencePlace.Gone;
        GiveBack(sequence);
    }

    /// <summary>The process ends; who was there has to be told by the caller.</summary>
    public void Die()
    {
        _status = Status;
        IsAlive = false;
        Step = null;
        StepNumber++;
    }

    /// <summary>A new process, with nothing in its memory.</summary>
    public void Begin()
    {
        (IsAlive, IsParked) = (true, false);
        Life = new WorkerLife(Id, new Guid(Number, (short)(++_lives & 0x7fff), (short)(_lives >> 15), 0, 0, 0, 0, 0, 0, 0, 0));
        Blocks.Clear();
        Touch();
    }

    private static bool IsBefore(FleetSequence one, FleetSequence other) =>
        one.Request.Arrival.Priority > other.Request.Arrival.Priority || (one.Request.Arrival.Priority == other.Request.Arrival.Priority && one.Order < other.Order);

    private WorkerStatus ToStatus() => new()
    {
        Life = Life,
        RequestedRole = Role,
        Role = Role,
        Epoch = Epoch,
        State = IsParked ? WorkerState.Draining : WorkerState.Ready,
        Fingerprint = "simulated",
        Running = Decoding.Count + Prefilling.Count + HandingOff.Count,
        Waiting = Waiting.Count + Importing.Count + Joining.Count,
        PrefillTokensWaiting = PrefillTokensWaiting,
        MaxSequences = _options.MaxSequences,
        MaxContext = _options.MaxContext,
        KvBlocksTotal = Blocks.Total,
        KvBlocksFree = Blocks.Free,
        KvBlocksCached = Blocks.Cached,
        PrefillTokensPerSecond = _options.PrefillTokensPerSecond / Slowness,
        DecodeStepSeconds = _options.DecodeStepSeconds * Slowness,
        DecodeSequenceSeconds = _options.DecodeSequenceSeconds * Slowness,
        KvBytesPerToken = (long)_options.Cost.Shape.KvBytesPerToken,
        KvBytesPerSecond = _options.LinkBytesPerSecond,
    };
}
