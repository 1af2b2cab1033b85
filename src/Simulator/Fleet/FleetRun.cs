using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Fleet;

/// <summary>
/// A fleet that serves a workload in virtual time: the production policies decide, this world does what engines, links and people would.
/// The same options and workload give the same result, byte for byte.
/// </summary>
public sealed partial class FleetRun
{
    private readonly FleetOptions _options;
    private readonly Workload _workload;
    private readonly EventQueue _events = new();
    private readonly FleetWorker[] _workers;
    private readonly FleetMembership _membership;
    private readonly FleetPlacement _placement;
    private readonly StepPlanner _planner;
    private readonly Handovers _handovers;
    private readonly Misfortunes _misfortunes;
    private readonly RoleKeeper _roles;
    private readonly FleetScores _scores;
    private readonly List<FleetRequest> _requests;
    private readonly List<FleetSequence> _preempted = [], _begun = [];
    private int _arrived, _open;
    private bool _hasBegun;

    public FleetRun(FleetOptions options, Workload workload)
    {
        _options = options = options.Measured();
        _workload = workload;
        _roles = new RoleKeeper(options, workload, this);
        _workers = [.. Enumerable.Range(0, options.Workers).Select(i => new FleetWorker(i, _roles.First(i), options))];
        _membership = new FleetMembership(_workers, options.Policy);
        _placement = new FleetPlacement(options, _workers, _membership, new Random(options.Seed));
        _planner = new StepPlanner(options);
        _handovers = new Handovers(options, this);
        _misfortunes = new Misfortunes(options, this);
        _scores = new FleetScores(workload, options);
        _requests = new List<FleetRequest>(workload.Arrivals.Count);
    }

    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; private set; }

    /// <summary>Requests that have come.</summary>
    public int Arrived => _arrived;

    internal IReadOnlyList<FleetWorker> Workers => _workers;

    internal IReadOnlyList<FleetRequest> Requests => _requests;

    internal FleetPlacement Placement => _placement;

    internal FleetMembership Membership => _membership;

    /// <summary>What has come of it so far.</summary>
    public FleetScores Scores => _scores;

    internal Autoscaled? Autoscaler => _roles.Autoscaler;

    internal Handovers Handovers => _handovers;

    /// <summary>Requests that have come and have neither their answer nor a refusal.</summary>
    internal int Open => _open;

    /// <summary>When the next thing happens; infinite when nothing will.</summary>
    internal double NextAt => Math.Min(NextArrival, _events.NextAt);

    private double NextArrival => _arrived < _workload.Arrivals.Count ? _workload.Arrivals[_arrived].At : double.PositiveInfinity;

    /// <summary>Runs until every request has its answer or was turned away.</summary>
    /// <param name="progress">Told of every simulated minute.</param>
    /// <param name="enough">Ends the run early when it says so; asked after each answer.</param>
    public FleetScores Run(Action<FleetRun>? progress = null, Func<FleetScores, bool>? enough = null)
    {
        var (told, answered) = (0, 0);
        while (Step())
        {
            if (enough is not null && answered != _scores.Answered + _scores.TurnedAway)
            {
                answered = _scores.Answered + _scores.TurnedAway;
                if (enough(_scores)) break;
            }
            if (progress is null || Now < 60 * (told + 1)) continue;
            told = (int)(Now / 60);
            progress(this);
        }
        _scores.End(Now, _workers);
        return _scores;
    }

    /// <summary>Lets the next thing happen; false when nothing is left to do.</summary>
    internal bool Step()
    {
        if (!_hasBegun) Begin();
        var arrival = NextArrival;
        if (double.IsPositiveInfinity(arrival) && _open == 0) return false;
        if (arrival <= _events.NextAt)
        {
            Now = arrival;
            Arrive();
            return true;
        }
        if (_events.Count == 0) throw new InvalidOperationException($"{_open} requests are open and nothing will happen");
        var next = _events.Take();
        Now = next.At;
        switch (next.Kind)
        {
            case EventKind.Delivery:
                Deliver((FleetRequest)next.Subject, (int)next.Tag);
                break;
            case EventKind.StepEnd:
                EndStep((FleetWorker)next.Subject, next.Tag);
                break;
            case EventKind.TransferEnd:
                _handovers.EndTransfer((FleetSequence)next.Subject);
                break;
            case EventKind.Failure or EventKind.Start or EventKind.Pace:
                _misfortunes.Happen(next.Kind, (FleetWorker)next.Subject);
                break;
            case EventKind.Lease:
                LookAtLeases();
                break;
            case EventKind.Shifted:
                Freed((FleetWorker)next.Subject);
                break;
            case EventKind.Room:
                ((FleetWorker)next.Subject).IsRoomTold = false;
                Freed((FleetWorker)next.Subject);
                break;
            case EventKind.Tick:
                _roles.Tick();
                break;
        }
        return true;
    }

    internal void Later(double seconds, EventKind kind, object subject, long tag = 0) => _events.Add(Now + seconds, kind, subject, tag);

    /// <summary>Sends a request where the router wants it, or lets it wait; false when it has to go on waiting.</summary>
    internal bool Place(FleetRequest request)
    {
        var choice = _placement.Choose(request, Now);
        if (choice.Found)
        {
            _placement.Leave(request);
            _placement.Assign(request, choice, Now);
            if (request.Attempt == 1) _roles.Came(request, choice.CachedTokens);
            Later(_options.MessageSeconds, EventKind.Delivery, request, request.Attempt);
            return true;
        }
        if (choice.IsHopeless) Shed(request);
        else if (!_placement.TryWait(request)) Shed(request);
        return false;
    }

    /// <summary>Begins a worker's next step, if it has none in hand and anything to do.</summary>
    internal void Kick(FleetWorker worker)
    {
        if (!worker.IsAlive || worker.Step is not null) return;
        foreach (var sequence in worker.Joining) worker.Decoding.Add(sequence);
        worker.Joining.Clear();
        _preempted.Clear();
        _begun.Clear();
        var step = _planner.Plan(worker, _preempted, _begun);
        _scores.Preemptions += _preempted.Count;
        worker.Touch();
        foreach (var sequence in _begun) Begin(sequence);
        if (step is null) return;
        worker.Step = step;
        _scores.CopiedBlocks += step.CopiedBlocks;
        worker.StepBegan = Now;
        Later(_options.Cost.Seconds(step.Work) * worker.Slowness + step.CopiedBlocks * _options.BlockCopySeconds, EventKind.StepEnd, worker, ++worker.StepNumber);
    }

    /// <summary>A worker has room that it had not: for who was refused there, and for who waits.</summary>
    internal void Freed(FleetWorker worker)
    {
        _handovers.Offer(worker);
        while (_placement.First is { } first)
        {
            if (Now - first.Arrival.At > _options.Patience)
                Shed(first);
            else if (!Place(first) && first.State == RequestState.Waiting) break;
        }
        Kick(worker);
    }

    /// <summary>A request's try has come to nothing: all it has anywhere is given back, and it is placed again.</summary>
    /// <param name="request">Placed.</param>
    /// <param name="isFault">A worker failed under it.</param>
    internal void PlaceAgain(FleetRequest request, bool isFault)
    {
        Withdraw(request);
        if (isFault && ++request.Faults > MostFaults)
        {
            Shed(request);
            return;
        }
        request.State = RequestState.Waiting;
        Place(request);
    }

    internal const int MostFaults = 2;

    private void Begin()
    {
        _hasBegun = true;
        foreach (var worker in _workers) _membership.Renew(worker, Now);
        _scores.Begin(_workers);
        _misfortunes.Begin();
        _roles.Begin();
    }

    private void Arrive()
    {
        var arrival = _workload.Arrivals[_arrived];
        var names = arrival.Blocks.Length == 0 ? [] : arrival.Blocks.Take(arrival.PromptTokens / _options.BlockTokens).Select(b => (ulong)b + 1).ToArray();
        var request = new FleetRequest(_arrived++, arrival, names);
        _requests.Add(request);
        _open++;
        Place(request);
    }

    private void Deliver(FleetRequest request, int attempt)
    {
        if (request.Attempt != attempt || request.State != RequestState.Placed) return;
        var worker = request.Prefill!;
        FleetPlacement.EndDelivery(request);
        // The worker has the last word: gone, or of another role by now.
        if (!worker.TakesWork(Now) || worker.Epoch != request.PrefillEpoch)
        {
            if (!worker.IsAlive) request.Excluded = request.Excluded.Add(worker.Life);
            PlaceAgain(request, isFault: false);
            return;
        }
        request.Prompt = new FleetSequence(request, attempt, worker, worker.NextOrder());
        worker.PrefillTokensWaiting += request.Prompt.Tokens;
        worker.Enqueue(request.Prompt);
        worker.Touch();
        Kick(worker);
    }

    private void Begin(FleetSequence sequence)
    {
        if (!double.IsNaN(sequence.BeganAt)) return;
        sequence.BeganAt = Now;
        var request = sequence.Request;
        if (request.Emitted == 0 && request.Attempt == 1) _scores.Cached(request, sequence.Computed);
        if (HandsOff(sequence)) _handovers.Reserve(request);
    }

    private void EndStep(FleetWorker worker, long number)
    {
        if (worker.StepNumber != number || worker.Step is not { } step) return;
        worker.Step = null;
        var took = Now - worker.StepBegan;
        worker.BusySeconds += took;
        var hasFreed = false;
        if (step.Decodes)
        {
            _scores.Decoded(worker.Decoding.Count, took);
            worker.Decoding.Step();
            while (worker.Decoding.TakeEnded() is { } ended)
            {
                Finish(ended);
                hasFreed = true;
            }
        }
        foreach (var (sequence, tokens) in step.Chunks)
        {
            if (sequence.Place != SequencePlace.Prefilling) continue;
            sequence.Computed += tokens;
            worker.PrefillTokensWaiting -= tokens;
            Publish(worker, sequence);
            if (sequence.Computed == sequence.Tokens) hasFreed |= EndPrompt(worker, sequence);
        }
        worker.Touch();
        if (hasFreed) Freed(worker);
        else Kick(worker);
    }

    // Returns whether room has become free.
    private bool EndPrompt(FleetWorker worker, FleetSequence sequence)
    {
        var request = sequence.Request;
        worker.Prefilling.Remove(sequence);
        FleetPlacement.EndPromise(request);
        sequence.Tokens++;
        request.Emitted++;
        if (double.IsNaN(request.FirstTokenAt)) request.FirstTokenAt = Now;
        if (request.Emitted == request.Arrival.AnswerTokens)
        {
            Finish(sequence);
            return true;
        }
        if (!HandsOff(sequence))
        {
            worker.Decoding.Add(sequence);
            return false;
        }
        sequence.Place = SequencePlace.HandingOff;
        worker.HandingOff.Add(sequence);
        _handovers.Send(request);
        return false;
    }

    // A decode worker that had to compute an answer's tokens again goes on with it.
    private static bool HandsOff(FleetSequence sequence) => sequence == sequence.Request.Prompt && sequence.Request.IsSplit;

    private void Publish(FleetWorker worker, FleetSequence sequence)
    {
        if (!sequence.IsSharing) return;
        var names = sequence.Request.Names;
        while (sequence.Shared.Count < names.Length && (sequence.Shared.Count + 1) * _options.BlockTokens <= sequence.Computed)
        {
            sequence.Private--;
            sequence.Shared.Add(worker.Blocks.Publish(names[sequence.Shared.Count]));
        }
    }

    private void Finish(FleetSequence sequence)
    {
        var request = sequence.Request;
        sequence.Worker.GiveBack(sequence);
        sequence.Place = SequencePlace.Gone;
        request.LastTokenAt = Now;
        if (request.Emitted != request.Arrival.AnswerTokens) throw new InvalidOperationException($"an answer of {request.Arrival.AnswerTokens} tokens ends with {request.Emitted}");
        Withdraw(request);
        request.State = RequestState.Done;
        _open--;
        _scores.Done(request);
        _roles.Answered(request);
    }

    internal void Shed(FleetRequest request)
    {
        _placement.Leave(request);
        request.State = RequestState.Shed;
        _open--;
        _scores.Shed(request);
    }

    // Gives back all that a request has at any worker.
    private void Withdraw(FleetRequest request)
    {
        if (request.IncomingTokens is not null) TellRoom(request.Prefill!);
        if (request.Expecting is { } expecting) TellRoom(expecting);
        FleetPlacement.EndDelivery(request);
        FleetPlacement.EndPromise(request);
        FleetPlacement.Unexpect(request);
        _handovers.Forget(request);
        Withdraw(request.Prompt);
        Withdraw(request.Answer);
        (request.Prompt, request.Answer) = (null, null);
    }

    private void Withdraw(FleetSequence? sequence)
    {
        if (sequence is null || sequence.Place == SequencePlace.Gone) return;
        sequence.Worker.TakeOut(sequence);
        TellRoom(sequence.Worker);
    }

    /// <summary>A worker has room that it had not, without its doing: it acts as soon as what happens now is done, which may not be done with the worker.</summary>
    internal void TellRoom(FleetWorker worker)
    {
        if (!worker.IsAlive || worker.IsRoomTold) return;
        worker.IsRoomTold = true;
        Later(0, EventKind.Room, worker);
    }
}
