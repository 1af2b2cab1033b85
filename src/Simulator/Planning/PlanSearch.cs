using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Serving;

namespace Orchestrator.Simulator.Planning;

/// <summary>
/// Finds the cheapest fleet that holds. For each kind the smallest size by bisection, from the workers that the demand would keep busy; kinds that
/// need least by that guess come first, and later ones are looked at up to twice the cost of the best so far: dearer ones are no alternative.
/// </summary>
/// <param name="trials">Runs fleets.</param>
/// <param name="options">A kind's fleet of so many workers in a mode.</param>
/// <param name="prices">Of a GPU and hour, by hardware; empty: GPUs are counted.</param>
/// <param name="mostGpus">Largest fleet looked at.</param>
/// <param name="progress">Told of every step, in words.</param>
internal sealed class PlanSearch(FleetTrials trials, Func<FleetKind, int, RoleMode, FleetOptions> options, IReadOnlyDictionary<string, double> prices, int mostGpus, Action<string> progress)
{
    private const double Dearest = 2;

    /// <summary>An offer for each kind, the best first; those without a size at the end.</summary>
    /// <param name="kinds">Whose weights leave room for keys and values.</param>
    public IReadOnlyList<FleetOffer> Find(IEnumerable<FleetKind> kinds)
    {
        var offers = new List<FleetOffer>();
        FleetOffer? best = null;
        foreach (var kind in kinds.OrderBy(k => Load(k) is var (prefill, decode) ? (prefill + decode) * Unit(k) : 0).ToList())
        {
            var offer = Find(kind, best);
            progress($"{kind}: {(offer.Workers is null ? offer.Why : $"{offer.Gpus} GPUs, {offer.Mode}")}");
            offers.Add(offer);
            if (offer.Workers is not null && (best is null || IsBetter(offer, best))) best = offer;
        }
        return [.. offers.OrderBy(o => o.Workers is null).ThenBy(o => Cost(o.Kind, o.Workers ?? 0)).ThenBy(o => o.Watts ?? 0)];
    }

    private FleetOffer Find(FleetKind kind, FleetOffer? best)
    {
        if (Hopeless(kind) is { } why) return new FleetOffer { Kind = kind, Why = why };
        var most = mostGpus / kind.Plan.Devices;
        if (best is not null) most = Math.Min(most, (int)(Dearest * Cost(best.Kind, best.Workers!.Value) / Unit(kind) * (1 + 1e-9)));
        if (most < kind.Least) return new FleetOffer { Kind = kind, Why = $"{kind.Least * kind.Plan.Devices} GPUs, the fewest, are {(best is null ? $"more than {mostGpus}" : "dearer than twice the best")}" };
        var (prefill, decode) = Load(kind);
        var found = new Dictionary<int, (RoleMode Mode, FleetTrial Trial)>();
        var share = prefill / (prefill + decode);
        var size = best is not null && !Holds(most) ? null : SizeSearch.Find(Holds, (int)Math.Min(most, Math.Ceiling(prefill + decode)), kind.Least, most);
        return size is { } workers
            ? Offer(kind, workers, found[workers].Mode, found[workers].Trial)
            : new FleetOffer { Kind = kind, Why = $"none of up to {most * kind.Plan.Devices} GPUs holds{(best is null ? "" : ", and more are dearer than twice the best")}" };

        bool Holds(int workers)
        {
            if (found.ContainsKey(workers)) return true;
            if (!kind.IsSplit) Note(new RoleMode.Aggregated(), trials.Run(options(kind, workers, new RoleMode.Aggregated())));
            else if (SplitSearch.Find(s => trials.Run(options(kind, workers, s)), workers, share) is var (split, trial))
            {
                // What held for one size is a good guess for the next.
                share = (double)split.Prefill / workers;
                Note(split, trial);
            }
            var holds = found.ContainsKey(workers);
            progress($"  {kind}, {workers * kind.Plan.Devices} GPUs: {(holds ? "holds" : "does not hold")}");
            return holds;

            void Note(RoleMode mode, FleetTrial trial)
            {
                if (trial.Holds) found[workers] = (mode, trial);
            }
        }
    }

    /// <summary>Why no number of workers would do, if so many requests are not served as promised by a worker that has nothing else to do.</summary>
    private string? Hopeless(FleetKind kind)
    {
        var fleet = options(kind, kind.Least, new RoleMode.Aggregated());
        var lost = trials.Workload.Arrivals.Count(a => (long)a.PromptTokens + a.AnswerTokens > fleet.MaxContext || (a.AnswerTokens > 1 && fleet.Cost.Seconds(StepWork.Decode(1, a.PromptTokens + a.AnswerTokens / 2.0)) > trials.Level.PerToken));
        return lost > (1 - trials.Attainment) * trials.Workload.Arrivals.Count ? $"{lost} of {trials.Workload.Arrivals.Count} requests are too long, or too slow with nothing else to do" : null;
    }

    private FleetOffer Offer(FleetKind kind, int workers, RoleMode mode, FleetTrial trial)
    {
        var (fleet, scores) = (options(kind, workers, mode), trial.Scores);
        var busy = Math.Min(scores.BusySeconds, scores.Seconds * workers);
        return new FleetOffer
        {
            Kind = kind,
            Workers = workers,
            Mode = ModeNames.Of(mode),
            Cost = prices.Count > 0 ? Cost(kind, workers) : null,
            Watts = new Energy(kind.Hardware, kind.Plan.Devices).Joules(busy, scores.Seconds * workers - busy) / scores.Seconds,
            Figures = ServeJson.From(scores, mode, fleet, trials.Level, fleet.Seed),
        };
    }

    private bool IsBetter(FleetOffer one, FleetOffer other) =>
        (Cost(one.Kind, one.Workers!.Value), one.Watts).CompareTo((Cost(other.Kind, other.Workers!.Value), other.Watts)) < 0;

    // Worker-seconds of prompts and of answers per second.
    private (double Prefill, double Decode) Load(FleetKind kind)
    {
        var demand = new Demand(options(kind, kind.Least, new RoleMode.Aggregated()));
        var (prefill, decode) = (0.0, 0.0);
        foreach (var arrival in trials.Workload.Arrivals)
        {
            var (first, rest) = demand.Of(arrival);
            (prefill, decode) = (prefill + first, decode + rest);
        }
        return (prefill / trials.Workload.Seconds, decode / trials.Workload.Seconds);
    }

    /// <summary>What a worker costs: money, or GPUs.</summary>
    private double Unit(FleetKind kind) => kind.Plan.Devices * (prices.Count > 0 ? prices[kind.Hardware.Name] : 1);

    private double Cost(FleetKind kind, int workers) => workers * Unit(kind);
}
