using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Swarm;

/// <summary>What must hold of each worker: who is there, which blocks they have, and what it counts.</summary>
internal sealed class WorkerInvariants(FleetRun run, FleetOptions options)
{
    private readonly HashSet<FleetSequence> _seen = [];
    private readonly Dictionary<int, int> _holders = [];
    private readonly Dictionary<(FleetWorker Worker, ulong Name), int> _promised = [];
    private readonly (int Requests, long Tokens)[] _incoming = new (int, long)[options.Workers];
    private readonly int[] _expected = new int[options.Workers];

    public void Check()
    {
        Recount(out var sequences);
        _seen.Clear();
        foreach (var worker in run.Workers) Check(worker);
        if (_seen.Count != sequences) throw new SwarmException($"requests have {sequences} sequences, workers list {_seen.Count}");
    }

    private void Recount(out int sequences)
    {
        sequences = 0;
        Array.Clear(_incoming);
        Array.Clear(_expected);
        _promised.Clear();
        foreach (var request in run.Requests)
        {
            if (request.State != RequestState.Placed) continue;
            if (request.Prompt is not null) sequences++;
            if (request.Answer is not null) sequences++;
            if (request.IncomingTokens is { } tokens) _incoming[request.Prefill!.Number] = (_incoming[request.Prefill.Number].Requests + 1, _incoming[request.Prefill.Number].Tokens + tokens);
            if (request.Expecting is { } decode) _expected[decode.Number]++;
            if (request.IsPromised) foreach (var name in request.Names) _promised[(request.Prefill!, name)] = _promised.GetValueOrDefault((request.Prefill!, name)) + 1;
        }
    }

    private void Check(FleetWorker worker)
    {
        List(worker, worker.Waiting, SequencePlace.Waiting);
        List(worker, worker.Prefilling, SequencePlace.Prefilling);
        List(worker, worker.Decoding.All, SequencePlace.Decoding);
        List(worker, worker.Importing, SequencePlace.Importing);
        List(worker, worker.Joining, SequencePlace.Importing);
        List(worker, worker.HandingOff, SequencePlace.HandingOff);
        var (holding, all) = (worker.Holding, worker.Sequences);
        if (holding > options.MaxRunning) throw new SwarmException($"{holding} sequences have blocks, {options.MaxRunning} may, at {Say.Of(worker)}");
        if (all > options.MaxSequences) throw new SwarmException($"{all} sequences, {options.MaxSequences} may be, at {Say.Of(worker)}");
        if (!worker.IsAlive && (holding + worker.Waiting.Count > 0 || worker.Step is not null)) throw new SwarmException($"there is still work at {Say.Of(worker)}");
        Counters(worker);
        if (!worker.IsAlive) return;
        Blocks(worker);
        Promises(worker);
    }

    private void List(FleetWorker worker, IEnumerable<FleetSequence> listed, SequencePlace place)
    {
        foreach (var sequence in listed)
        {
            var request = sequence.Request;
            if (!_seen.Add(sequence)) throw new SwarmException($"{Say.Of(request)} is listed twice at {Say.Of(worker)}");
            if (sequence.Place != place || sequence.Worker != worker || !sequence.IsCurrent || (sequence != request.Prompt && sequence != request.Answer))
                throw new SwarmException($"{Say.Of(request)} is listed as {place} at {Say.Of(worker)}");
        }
    }

    private void Counters(FleetWorker worker)
    {
        long prefill = 0, context = 0;
        var begins = 0;
        foreach (var sequence in worker.Waiting) prefill += sequence.Tokens;
        foreach (var sequence in worker.Prefilling) prefill += sequence.Tokens - sequence.Computed;
        foreach (var sequence in worker.Decoding.All)
        {
            var tokens = worker.Decoding.TokensOf(sequence);
            context += tokens;
            if (Blocks(tokens) > Blocks(tokens - 1)) begins++;
        }
        Same(worker, "prompt tokens waiting", worker.PrefillTokensWaiting, prefill);
        Same(worker, "tokens of decoding sequences", worker.Decoding.Context, context);
        Same(worker, "blocks that the next step needs", worker.Decoding.NewBlocks, begins);
        Same(worker, "requests on their way", worker.Incoming.Requests, _incoming[worker.Number].Requests);
        Same(worker, "tokens on their way", worker.Incoming.Tokens, _incoming[worker.Number].Tokens);
        Same(worker, "requests expected", worker.Expected, _expected[worker.Number]);
        var known = worker.Status;
        worker.Touch();
        if (known != worker.Status) throw new SwarmException($"the router sees {known} of {Say.Of(worker)}");
    }

    private void Blocks(FleetWorker worker)
    {
        _holders.Clear();
        // A step in hand has a block for each token that begins one.
        var own = worker.Step is { Decodes: true } ? worker.Decoding.NewBlocks : 0;
        foreach (var sequence in worker.Waiting) Hold(worker, sequence, 0, ref own);
        foreach (var sequence in worker.Prefilling) Hold(worker, sequence, Blocks(sequence.Tokens), ref own);
        foreach (var sequence in worker.Decoding.All) Hold(worker, sequence, Blocks(worker.Decoding.TokensOf(sequence) - 1), ref own);
        foreach (var sequence in worker.Importing) Hold(worker, sequence, Blocks(sequence.Request.Prompt is { Place: SequencePlace.HandingOff } prompt ? prompt.Tokens - 1 : sequence.Tokens), ref own);
        foreach (var sequence in worker.Joining.Concat(worker.HandingOff)) Hold(worker, sequence, Blocks(sequence.Tokens - 1), ref own);
        var room = worker.Blocks;
        Same(worker, "blocks of one holder alone", room.Private, own);
        Same(worker, "findable blocks with holders", room.Held, _holders.Count);
        Same(worker, "findable blocks", room.Findable, room.Held + room.Cached);
        foreach (var (slot, holders) in _holders) Same(worker, "holders of a block", room.Holders[slot], holders);
        if (room.Free < 0) throw new SwarmException($"{room.Free} blocks are free at {Say.Of(worker)}");
    }

    private void Hold(FleetWorker worker, FleetSequence sequence, int blocks, ref int own)
    {
        if (sequence.Place != SequencePlace.Decoding) Same(worker, $"blocks of {Say.Of(sequence.Request)}", sequence.Blocks, blocks);
        for (var i = 0; i < sequence.Shared.Count; i++)
        {
            var slot = sequence.Shared[i];
            _holders[slot] = _holders.GetValueOrDefault(slot) + 1;
            if (worker.Blocks.Find(sequence.Request.Names[i]) != slot) throw new SwarmException($"block {i} of {Say.Of(sequence.Request)} has gone under it at {Say.Of(worker)}");
        }
        own += blocks - sequence.Shared.Count;
    }

    private void Promises(FleetWorker worker)
    {
        foreach (var (name, count) in worker.Promised) Same(worker, $"promises of block {name}", count, _promised.GetValueOrDefault((worker, name)));
        Same(worker, "blocks promised", worker.Promised.Count, _promised.Keys.Count(k => k.Worker == worker));
    }

    private int Blocks(int tokens) => (tokens + options.BlockTokens - 1) / options.BlockTokens;

    private static void Same(FleetWorker worker, string what, long counted, long right)
    {
        if (counted != right) throw new SwarmException($"{what}: {counted} instead of {right} at {Say.Of(worker)}");
    }
}
