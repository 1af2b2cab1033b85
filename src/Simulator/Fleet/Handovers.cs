namespace Orchestrator.Simulator.Fleet;

/// <summary>
/// How a computed prompt gets to the worker that decodes it: room is reserved when the prompt begins, layers leave as they are computed, and
/// the link that brings them is shared by all that come to that worker. Whoever finds no room keeps its blocks and takes the first room there is.
/// </summary>
internal sealed class Handovers(FleetOptions options, FleetRun run)
{
    private readonly LinkedList<FleetRequest> _homeless = [];
    private readonly Dictionary<FleetRequest, LinkedListNode<FleetRequest>> _places = [];
    private bool _isTaking;

    /// <summary>Prompts that nobody has room to decode.</summary>
    public IReadOnlyCollection<FleetRequest> Homeless => _homeless;

    /// <summary>A prompt begins: its decode worker makes room, or the prompt waits for another one's.</summary>
    public void Reserve(FleetRequest request)
    {
        request.Prompt!.IsPinned = true;
        if (!TryReserve(request, request.Decode!, request.DecodeEpoch)) Seek(request);
    }

    /// <summary>The prompt is computed: sends what has not left yet.</summary>
    public void Send(FleetRequest request)
    {
        if (request.Answer is not { } answer) return;
        var (source, target) = (request.Prompt!, answer.Worker);
        var isNear = options.DomainWorkers > 1 && source.Worker.Number / options.DomainWorkers == target.Number / options.DomainWorkers;
        var rate = isNear ? options.DomainBytesPerSecond : options.LinkBytesPerSecond;
        var seconds = (source.Tokens - 1) * options.Cost.Shape.KvBytesPerToken / rate;
        // The first layer can leave as soon as it is there and has somewhere to go; the last one cannot leave before it is there.
        var begins = Math.Max(Math.Max(source.BeganAt, answer.BeganAt), target.LinkFreeAt);
        target.LinkFreeAt = begins + seconds;
        var ends = Math.Max(begins + seconds, run.Now + seconds / options.Cost.Shape.Layers);
        run.Scores.Transferred(seconds * rate);
        run.Later(ends - run.Now, EventKind.TransferEnd, answer);
    }

    public void EndTransfer(FleetSequence answer)
    {
        // Whatever was withdrawn meanwhile is gone.
        if (answer.Place != SequencePlace.Importing || answer.Request.Answer != answer) return;
        var request = answer.Request;
        var source = request.Prompt!;
        source.Worker.TakeOut(source);
        request.Prompt = null;
        var worker = answer.Worker;
        worker.Importing.Remove(answer);
        answer.Tokens = request.GivenTokens;
        answer.Computed = answer.Tokens - 1;
        worker.Joining.Add(answer);
        run.Kick(worker);
        run.Freed(source.Worker);
    }

    /// <summary>A worker has room: for those whose decode worker had none.</summary>
    public void Offer(FleetWorker worker)
    {
        while (_homeless.First is { } first && worker.Role != Contracts.Pools.WorkerRole.Prefill)
        {
            if (!TryTake(first.Value, worker)) return;
        }
    }

    /// <summary>The decode worker is gone before it had everything: another one is looked for, the prompt stands.</summary>
    public void Lose(FleetRequest request)
    {
        request.Answer = null;
        Seek(request);
    }

    /// <summary>Roles have changed: a prompt whose own worker decodes by now, or has to because nobody does, is decoded where it is.</summary>
    public void Keep()
    {
        for (var place = _homeless.First; place is not null;)
        {
            var request = place.Value;
            place = place.Next;
            if (MayStay(request)) Stay(request);
        }
    }

    /// <summary>The request no longer looks for room.</summary>
    public void Forget(FleetRequest request)
    {
        if (!_places.Remove(request, out var place)) return;
        var wasFirst = place == _homeless.First;
        _homeless.Remove(place);
        if (!wasFirst || _homeless.Count == 0 || _isTaking) return;
        // Room that was not enough for the first may be for the next.
        foreach (var worker in run.Workers) if (worker.Role != Contracts.Pools.WorkerRole.Prefill) run.TellRoom(worker);
    }

    // Another decode worker may have room, or nobody: then it is asked for whenever one has some.
    private void Seek(FleetRequest request)
    {
        // Its place there is free for another.
        if (request.Expecting is { } expecting) run.TellRoom(expecting);
        FleetPlacement.Unexpect(request);
        _places.Add(request, _homeless.AddLast(request));
        if (MayStay(request))
        {
            Stay(request);
            return;
        }
        var choice = run.Placement.Choose(request, run.Now, request.Prompt!.Worker);
        // The router does not know a worker that takes on a role, so it finds nobody for what that worker holds.
        if (choice.Found)
        {
            var decode = run.Placement.Of(choice.Decode!);
            if (decode == request.Prompt.Worker)
            {
                Stay(request);
                return;
            }
            if (TryTake(request, decode)) return;
        }
        foreach (var worker in run.Workers) if (worker.Role != Contracts.Pools.WorkerRole.Prefill && TryTake(request, worker)) return;
    }

    private bool TryTake(FleetRequest request, FleetWorker worker)
    {
        if (!TryReserve(request, worker, worker.Epoch)) return false;
        _isTaking = true;
        Forget(request);
        _isTaking = false;
        if (request.Prompt!.Place == SequencePlace.HandingOff) Send(request);
        return true;
    }

    // Two workers that hold prompts for each other would wait for ever.
    private bool MayStay(FleetRequest request) =>
        request.Prompt!.Worker.Role != Contracts.Pools.WorkerRole.Prefill || run.Workers.All(w => w.Role == Contracts.Pools.WorkerRole.Prefill || w.IsParked);

    private void Stay(FleetRequest request)
    {
        var prompt = request.Prompt!;
        var worker = prompt.Worker;
        Forget(request);
        (request.Decode, request.DecodeEpoch) = (request.Prefill, request.PrefillEpoch);
        prompt.IsPinned = false;
        if (prompt.Place != SequencePlace.HandingOff) return;
        worker.HandingOff.Remove(prompt);
        prompt.Place = SequencePlace.Importing;
        worker.Joining.Add(prompt);
        worker.Touch();
        run.Kick(worker);
    }

    // Try-only: nobody holds anything while waiting.
    private bool TryReserve(FleetRequest request, FleetWorker worker, long epoch)
    {
        var blocks = (request.GivenTokens - (request.Prompt!.Place == SequencePlace.HandingOff ? 1 : 0) + options.BlockTokens - 1) / options.BlockTokens;
        if (!worker.TakesWork(run.Now) || worker.Epoch != epoch || worker == request.Prompt.Worker) return false;
        if (worker.Blocks.Available < blocks || worker.Holding >= options.MaxRunning || (request.Expecting != worker && worker.Sequences >= options.MaxSequences)) return false;
        FleetPlacement.Unexpect(request);
        worker.Blocks.Take(blocks);
        (request.Decode, request.DecodeEpoch) = (worker, epoch);
        request.Answer = new FleetSequence(request, request.Attempt, worker, worker.NextOrder()) { Place = SequencePlace.Importing, Private = blocks, IsSharing = false, BeganAt = run.Now };
        worker.Importing.Add(request.Answer);
        worker.Touch();
        return true;
    }
}
