using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Scaling;

namespace Orchestrator.Unit.Scaling;

/// <summary>A pool that obeys the scaling policy second by second, and the requests that are told to it.</summary>
internal sealed class ScaledPool(PoolPolicy policy, params WorkerRole[] roles)
{
    // A worker computes 10,000 prompt tokens per second, and makes 64 answers' tokens in steps of 20 ms.
    public static WorkerCapability Worker(double mixedFactor) => new(new MeasuredStepTimes(10_000, 0.010, 0.01 / 63, mixedFactor))
    {
        PrefillChunk = 512,
        MaxRunning = 64,
        KvTokens = 1_000_000,
    };

    private readonly Dictionary<WorkerId, TimeSpan> _until = [];

    public SortedDictionary<string, WorkerRole> Roles { get; } = new(roles.Select((role, i) => (role, i)).ToDictionary(p => $"w{p.i:00}", p => p.role));
    public HashSet<string> Fixed { get; } = [];
    public HashSet<string> Absent { get; } = [];
    public ScalingState State { get; private set; } = ScalingState.Empty;
    public TimeSpan Now { get; private set; }
    public TimeSpan ShiftTime { get; init; } = TimeSpan.FromSeconds(0.5);
    public WorkerCapability Capability { get; init; } = Worker(mixedFactor: 1.3);
    public List<(TimeSpan At, RoleShift Shift)> Shifts { get; } = [];

    /// <summary>Otherwise decisions are only said.</summary>
    public bool Obeys { get; init; } = true;
    public RoleCounts Counts => Roles.Where(r => !Absent.Contains(r.Key)).Aggregate(default(RoleCounts), static (counts, role) => counts.With(role.Value, 1));

    /// <summary>A second passes in which so many requests came and ended; what is decided at its end.</summary>
    public ScalingDecision Second(double perSecond, int prompt, int answer, Random? random = null)
    {
        Now += TimeSpan.FromSeconds(1);
        var demand = default(DemandSample);
        var count = random is null ? perSecond : Poisson(random, perSecond);
        for (var i = 0; i < (int)count; i++)
        {
            // Lengths spread around their mean as if by an exponential.
            var length = random is null ? 1 : -Math.Log(1 - random.NextDouble());
            demand += DemandSample.Prompt(1 + (int)(prompt * length), 0);
            demand += DemandSample.Answer(prompt, 1 + (int)(answer * (random is null ? 1 : -Math.Log(1 - random.NextDouble()))));
        }
        return Decide(demand);
    }

    public ScalingDecision Decide(DemandSample demand)
    {
        var workers = Roles.Where(r => !Absent.Contains(r.Key)).Select(r => new ScalingWorker(new WorkerId(r.Key), r.Value)
        {
            IsFixed = Fixed.Contains(r.Key),
            IsShifting = _until.GetValueOrDefault(new WorkerId(r.Key)) > Now,
        });
        var (next, decision) = ScalingPolicy.Next(State, new ScalingObservation([.. workers], demand, Capability) { ShiftTime = ShiftTime }, policy, Now);
        State = Obeys ? next : next.WithShiftsOf(State);
        foreach (var shift in decision.Shifts)
        {
            Shifts.Add((Now, shift));
            if (!Obeys) continue;
            _until[shift.Worker] = Now + ShiftTime;
            Roles[shift.Worker.Value] = shift.To;
        }
        return decision;
    }

    private static int Poisson(Random random, double mean)
    {
        var (count, left) = (0, mean);
        while ((left += Math.Log(1 - random.NextDouble())) > 0) count++;
        return count;
    }
}
