using Orchestrator.Contracts.Pools;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Fleet;

/// <summary>What came of every request of a run, and what the workers did meanwhile. Seconds throughout; what did not happen is not a number.</summary>
public sealed class FleetScores
{
    private readonly Demand _demand;
    private readonly FleetOptions _options;
    private readonly double[] _firstToken, _perToken, _whole;
    private readonly double[] _roleSince;
    private readonly double[] _roleSeconds = new double[3];
    private readonly List<(double At, int Prefill, int Decode, int Mixed)> _roles = [];
    private readonly int[] _counts = new int[3];
    private ServiceLevel? _watched;

    internal FleetScores(Workload workload, FleetOptions options)
    {
        (Workload, _options, _demand) = (workload, options, new Demand(options));
        var count = workload.Arrivals.Count;
        (_firstToken, _perToken, _whole) = (new double[count], new double[count], new double[count]);
        foreach (var times in new[] { _firstToken, _perToken, _whole }) Array.Fill(times, double.NaN);
        _roleSince = new double[options.Workers];
    }

    public Workload Workload { get; }

    /// <summary>From the arrival to the first token, of each request.</summary>
    public IReadOnlyList<double> FirstToken => _firstToken;

    /// <summary>Mean time between the tokens of an answer; not a number for answers of one token.</summary>
    public IReadOnlyList<double> PerToken => _perToken;

    /// <summary>From the arrival to the last token.</summary>
    public IReadOnlyList<double> Whole => _whole;

    /// <summary>Gaps between tokens, weighed by how many there were.</summary>
    public Histogram Gaps { get; } = new();

    /// <summary>Requests answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Requests turned away.</summary>
    public int TurnedAway { get; private set; }

    /// <summary>Role changes.</summary>
    public int Shifts { get; private set; }

    public int Failures { get; internal set; }

    public long Preemptions { get; internal set; }

    /// <summary>Blocks that were copied back from the hosts' memory.</summary>
    public long CopiedBlocks { get; internal set; }

    /// <summary>Prompt tokens that were in a cache when their prompt began.</summary>
    public long CachedTokens { get; private set; }

    public long PromptTokens { get; private set; }

    public long AnswerTokens { get; private set; }

    /// <summary>Bytes of keys and values that went from worker to worker.</summary>
    public double TransferredBytes { get; private set; }

    /// <summary>When the last request had its answer.</summary>
    public double Seconds { get; private set; }

    /// <summary>Seconds of workers in steps, over all.</summary>
    public double BusySeconds { get; private set; }

    /// <summary>Workers of each role, at each change.</summary>
    public IReadOnlyList<(double At, int Prefill, int Decode, int Mixed)> Roles => _roles;

    /// <summary>Worker-seconds spent in a role.</summary>
    public double SecondsIn(WorkerRole role) => _roleSeconds[(int)role];

    /// <summary>Worker-seconds of work that the workload offers per second: the workers of a fleet that loses nothing.</summary>
    public double OfferedLoad => Workload.Arrivals.Sum(a => _demand.Of(a) is var (prefill, decode) ? prefill + decode : 0) / Workload.Seconds;

    /// <summary>Seconds that a prompt's first token takes when nothing else is to be done.</summary>
    public double Unloaded(int promptTokens) => _demand.Unloaded(promptTokens);

    /// <summary>Requests done or turned away by now that were not served as this level promises.</summary>
    public int Missed { get; private set; }

    /// <summary>Counts <see cref="Missed"/> from now on, by this level.</summary>
    public void Watch(ServiceLevel level) => _watched = level;

    internal void Begin(IReadOnlyList<FleetWorker> workers)
    {
        foreach (var worker in workers) _counts[(int)worker.Role]++;
        Note(0);
    }

    internal void Shifted(FleetWorker worker, double now, WorkerRole to)
    {
        Shifts++;
        Spend(worker, now);
        _counts[(int)worker.Role]--;
        _counts[(int)to]++;
        Note(now);
    }

    internal void Cached(FleetRequest request, int tokens)
    {
        request.CachedTokens = tokens;
        CachedTokens += tokens;
    }

    internal void Decoded(int sequences, double seconds) => Gaps.Add(seconds, sequences);

    internal void Transferred(double bytes) => TransferredBytes += bytes;

    internal void Done(FleetRequest request)
    {
        Answered++;
        var (number, arrival) = (request.Number, request.Arrival);
        PromptTokens += arrival.PromptTokens;
        AnswerTokens += arrival.AnswerTokens;
        _firstToken[number] = request.FirstTokenAt - arrival.At;
        _whole[number] = request.LastTokenAt - arrival.At;
        if (arrival.AnswerTokens > 1) _perToken[number] = (request.LastTokenAt - request.FirstTokenAt) / (arrival.AnswerTokens - 1);
        if (_watched is { } level && !level.Keeps(this, number)) Missed++;
    }

    internal void Shed(FleetRequest request)
    {
        TurnedAway++;
        Missed++;
    }

    internal void End(double now, IReadOnlyList<FleetWorker> workers)
    {
        Seconds = now;
        foreach (var worker in workers)
        {
            Spend(worker, now);
            BusySeconds += worker.BusySeconds;
        }
    }

    private void Spend(FleetWorker worker, double now)
    {
        _roleSeconds[(int)worker.Role] += now - _roleSince[worker.Number];
        _roleSince[worker.Number] = now;
    }

    private void Note(double now) => _roles.Add((now, _counts[(int)WorkerRole.Prefill], _counts[(int)WorkerRole.Decode], _counts[(int)WorkerRole.Mixed]));
}
