using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Swarm;

/// <summary>What must hold of a fleet after every event, recounted from scratch.</summary>
internal sealed class FleetInvariants(FleetRun run, FleetOptions options, Workload workload)
{
    private readonly WorkerInvariants _workers = new(run, options);
    private readonly IdleInvariants _idle = new(run, options);
    private readonly RequestState[] _states = new RequestState[workload.Arrivals.Count];
    private readonly int[] _emitted = new int[workload.Arrivals.Count];
    private readonly (FleetSequence? Prompt, FleetSequence? Answer)[] _sequences = new (FleetSequence?, FleetSequence?)[workload.Arrivals.Count];
    private readonly int[] _waiting = new int[3];
    private double _now;

    /// <summary>Throws <see cref="SwarmException"/> for the first thing that is wrong.</summary>
    public void Check()
    {
        if (!(run.Now >= _now)) throw new SwarmException($"time went back from {_now}");
        _now = run.Now;
        var (open, done, shed, waiting) = (0, 0, 0, 0);
        Array.Clear(_waiting);
        foreach (var request in run.Requests)
        {
            Check(request);
            switch (request.State)
            {
                case RequestState.Done: done++; break;
                case RequestState.Shed: shed++; break;
                case RequestState.Waiting: waiting++; break;
            }
            if (request.State is RequestState.Waiting or RequestState.Placed) open++;
        }
        if (open != run.Open) throw new SwarmException($"{open} requests are open, the run counts {run.Open}");
        if (done != run.Scores.Answered || shed != run.Scores.TurnedAway) throw new SwarmException($"{done} requests are done and {shed} shed, the scores have {run.Scores.Answered} and {run.Scores.TurnedAway}");
        if (waiting != run.Placement.Waiting) throw new SwarmException($"{waiting} requests wait, the line has {run.Placement.Waiting}");
        foreach (var line in _waiting) if (line > options.Routing.MaxWaiting) throw new SwarmException($"{line} requests of one class wait, {options.Routing.MaxWaiting} may");
        _workers.Check();
        _idle.Check();
    }

    /// <summary>Every request has come and has its answer or was turned away, and nobody holds anything.</summary>
    public void CheckEnd()
    {
        if (run.Requests.Count != workload.Arrivals.Count) throw new SwarmException($"{run.Requests.Count} of {workload.Arrivals.Count} requests have come");
        foreach (var request in run.Requests)
            if (request.State is not (RequestState.Done or RequestState.Shed)) throw new SwarmException($"the run has ended, and {Say.Of(request)} has not");
        foreach (var worker in run.Workers)
            if (worker.IsAlive && worker.Blocks.Private + worker.Blocks.Held > 0) throw new SwarmException($"the run has ended, and {Say.Of(worker)} has blocks that somebody holds");
    }

    private void Check(FleetRequest request)
    {
        var number = request.Number;
        var before = _states[number];
        if (before is RequestState.Done or RequestState.Shed && request.State != before) throw new SwarmException($"{Say.Of(request)} was {before}");
        _states[number] = request.State;
        Count(request);
        if (request.State == RequestState.Placed) Placed(request);
        else if (request.Prompt is not null || request.Answer is not null || request.IncomingTokens is not null || request.Expecting is not null || request.IsPromised || run.Handovers.Homeless.Contains(request))
            throw new SwarmException($"{Say.Of(request)} still has something at a worker");
        if (request.State == RequestState.Waiting && request.Emitted == 0 && request.Faults == 0) _waiting[Math.Sign(request.Arrival.Priority) + 1]++;
        Accepted(request);
    }

    // Tokens that the client has: never fewer than before, never more than it asked for.
    private void Count(FleetRequest request)
    {
        var emitted = request.Emitted;
        foreach (var sequence in Sequences(request))
            if (sequence.Place == SequencePlace.Decoding) emitted += (int)(sequence.Worker.Decoding.Steps - sequence.DecodesSince);
        var asked = request.Arrival.AnswerTokens;
        if (emitted < _emitted[request.Number] || emitted > asked) throw new SwarmException($"{Say.Of(request)} has {emitted} tokens of {asked}, it had {_emitted[request.Number]}");
        _emitted[request.Number] = emitted;
        if (request.State == RequestState.Done && emitted != asked) throw new SwarmException($"{Say.Of(request)} is done with {emitted} tokens of {asked}");
        if (emitted > 0 == double.IsNaN(request.FirstTokenAt) || request.FirstTokenAt > run.Now) throw new SwarmException($"{Say.Of(request)} has {emitted} tokens, its first at {request.FirstTokenAt}");
    }

    private void Placed(FleetRequest request)
    {
        if (request.IncomingTokens is not null == (request.Prompt is not null || request.Answer is not null)) throw new SwarmException($"{Say.Of(request)} is nowhere, or on its way and there");
        foreach (var sequence in Sequences(request))
            if (sequence.Request != request || sequence.Attempt != request.Attempt || sequence.Place == SequencePlace.Gone) throw new SwarmException($"{Say.Of(request)} has a sequence of another try");
        var isHomeless = run.Handovers.Homeless.Contains(request);
        if (request.Prompt is not { } prompt || !request.IsSplit)
        {
            if (isHomeless || (request.Prompt is not null && request.Answer is not null)) throw new SwarmException($"{Say.Of(request)} looks for a decode worker, and has one");
            return;
        }
        // Of a request whose prompt and answer are apart, before it is handed over.
        var ways = (request.Expecting is not null ? 1 : 0) + (request.Answer is not null ? 1 : 0) + (isHomeless ? 1 : 0);
        if (ways != 1) throw new SwarmException($"{Say.Of(request)}: {ways} of expected, reserved and homeless");
        if (request.Answer is { Place: not SequencePlace.Importing } || (prompt.Place == SequencePlace.Waiting != request.Expecting is not null)) throw new SwarmException($"{Say.Of(request)} is handed over before its time");
        if (prompt.Worker != request.Prefill || (request.Answer is { } answer && answer.Worker != request.Decode)) throw new SwarmException($"{Say.Of(request)} is not where it was placed");
    }

    // Whoever takes work takes it under its epoch of now, alive, and not amid a change of role.
    private void Accepted(FleetRequest request)
    {
        var (prompt, answer) = _sequences[request.Number];
        if (request.Prompt is { } newPrompt && newPrompt != prompt) Accepted(request, newPrompt, request.PrefillEpoch);
        // One that stays where its prompt is was taken before.
        if (request.Answer is { } newAnswer && newAnswer != answer && newAnswer != prompt) Accepted(request, newAnswer, request.DecodeEpoch);
        _sequences[request.Number] = (request.Prompt, request.Answer);
    }

    private void Accepted(FleetRequest request, FleetSequence sequence, long epoch)
    {
        var worker = sequence.Worker;
        if (!worker.TakesWork(run.Now) || worker.Epoch != epoch) throw new SwarmException($"{Say.Of(request)} was taken under epoch {epoch} by {Say.Of(worker)}");
    }

    private static IEnumerable<FleetSequence> Sequences(FleetRequest request)
    {
        if (request.Prompt is not null) yield return request.Prompt;
        if (request.Answer is not null) yield return request.Answer;
    }
}
