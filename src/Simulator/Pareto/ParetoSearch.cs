using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pareto;

/// <summary>
/// All steady states of a fleet worth looking at: every plan that fits, batches from one sequence to as many as have room, every worker doing both
/// or prompts and answers apart with the best split.
/// </summary>
internal sealed class ParetoSearch
{
    private readonly SteadyFleet _fleet;
    private readonly List<SteadyWorker> _workers;
    private readonly List<PrefillPace> _prefills;

    /// <param name="fleet">Whose states are looked for.</param>
    /// <param name="wanted">Plans to look at; null: all.</param>
    public ParetoSearch(SteadyFleet fleet, Func<ParallelPlan, bool>? wanted = null)
    {
        _fleet = fleet;
        _workers = [.. PlanList.For(fleet.Shape, fleet.Hardware, fleet.Gpus).Where(p => wanted?.Invoke(p) ?? true).Select(p => new SteadyWorker(new StepCost(fleet.Shape, fleet.Hardware, p, fleet.MixedPenalty), fleet.Lengths))];
        _prefills = [.. _workers.Select(w => w.Prefill(fleet.FirstTokenLimit)).OfType<PrefillPace>()];
    }

    /// <summary>Plans whose weights leave room for keys and values.</summary>
    public IEnumerable<ParallelPlan> Plans => _workers.Select(w => w.Plan);

    /// <summary>Feasible points, with those of the fronts marked; by plan, mode and batch.</summary>
    public IReadOnlyList<FleetPoint> Points()
    {
        var points = new List<FleetPoint>();
        foreach (var worker in _workers)
        {
            var batches = Batches(worker).ToList();
            points.AddRange(batches.Select(b => Aggregated(worker, b)).OfType<FleetPoint>());
            points.AddRange(batches.SelectMany(b => Disaggregated(worker, b)));
        }
        return Mark([.. points.Where(p => p.PerTokenSeconds <= _fleet.PerTokenLimit)]);
    }

    private FleetPoint? Aggregated(SteadyWorker worker, int batch)
    {
        if (worker.Mixed(batch, _fleet.FirstTokenLimit) is not { } pace) return null;
        var workers = _fleet.Gpus / worker.Plan.Devices;
        var rate = workers * pace.RequestsPerSecond;
        return new FleetPoint
        {
            Plan = worker.Plan,
            Workers = workers,
            Batch = batch,
            Chunk = pace.Chunk,
            RequestsPerSecond = rate,
            TokensPerSecondPerGpu = rate * _fleet.Lengths.Answer / _fleet.Gpus,
            TokensPerSecondPerMegawatt = rate * _fleet.Lengths.Answer / Megawatts(workers * worker.Plan.Devices),
            FirstTokenSeconds = pace.FirstTokenSeconds,
            PerTokenSeconds = pace.StepSeconds,
        };
    }

    // Of all ways to compute the prompts the one with the most tokens per GPU, and the one with the most per watt.
    private IEnumerable<FleetPoint> Disaggregated(SteadyWorker worker, int batch)
    {
        var points = _prefills.Select(p => Disaggregated(worker, batch, p)).OfType<FleetPoint>().ToList();
        if (points.Count == 0) return [];
        return new[] { points.MaxBy(p => p.TokensPerSecondPerGpu)!, points.MaxBy(p => p.TokensPerSecondPerMegawatt)! }.Distinct();
    }

    private FleetPoint? Disaggregated(SteadyWorker worker, int batch, PrefillPace prefill)
    {
        var (lengths, step) = (_fleet.Lengths, worker.DecodeStep(batch));
        var rate = worker.Rate(batch, step);
        // Keys and values leave layer by layer while the prompt is computed; what is left then, or the last layer, delays the second token.
        var bytes = lengths.Prompt * _fleet.Shape.KvBytesPerToken;
        var transfer = bytes / (_fleet.LinkBytesPerSecond * Math.Min(worker.Plan.Devices, prefill.Plan.Devices));
        var delay = Math.Max(transfer - prefill.PromptSeconds, transfer / _fleet.Shape.Layers);
        // Room is held from the moment the prompt begins, and given back when all has left.
        if (worker.Room(batch, 1 + rate * (prefill.PromptSeconds + delay)) > worker.KvTokens) return null;
        if (lengths.Prompt * (prefill.Prompts + prefill.RequestsPerSecond * delay) > prefill.KvTokens) return null;
        if (Split(rate / prefill.RequestsPerSecond, prefill.Plan.Devices, worker.Plan.Devices) is not var (prefills, decodes)) return null;
        var total = decodes * rate;
        if (rate * bytes > _fleet.LinkBytesPerSecond * worker.Plan.Devices || total / prefills * bytes > _fleet.LinkBytesPerSecond * prefill.Plan.Devices) return null;
        var busy = prefill.Plan.Devices * total / prefill.RequestsPerSecond + decodes * worker.Plan.Devices;
        return new FleetPoint
        {
            Plan = worker.Plan,
            PrefillPlan = prefill.Plan,
            Workers = decodes,
            PrefillWorkers = prefills,
            Batch = batch,
            Chunk = prefill.Chunk,
            RequestsPerSecond = total,
            TokensPerSecondPerGpu = total * lengths.Answer / _fleet.Gpus,
            TokensPerSecondPerMegawatt = total * lengths.Answer / Megawatts(busy),
            FirstTokenSeconds = prefill.FirstTokenSeconds,
            // It joins the batch with the step after the one that runs.
            PerTokenSeconds = step + (delay + step / 2) / (lengths.Answer - 1),
        };
    }

    /// <summary>As many decode workers as there is place for, with the fewest prefill workers that keep them busy: <paramref name="ratio"/> for each.</summary>
    private (int Prefills, int Decodes)? Split(double ratio, int prefillDevices, int decodeDevices)
    {
        for (var decodes = (int)(_fleet.Gpus / (ratio * prefillDevices + decodeDevices)); decodes > 0; decodes--)
        {
            var prefills = (int)Math.Ceiling(decodes * ratio * (1 - 1e-12));
            if (prefills * prefillDevices + decodes * decodeDevices <= _fleet.Gpus) return (prefills, decodes);
        }
        return null;
    }

    // Whoever has nothing to do, or belongs to no worker, draws idle power.
    private double Megawatts(double busyDevices)
    {
        var (busy, idle) = (new Energy(_fleet.Hardware, 1).BusyWatts, new Energy(_fleet.Hardware, 1).IdleWatts);
        return (busyDevices * busy + (_fleet.Gpus - busyDevices) * idle) / 1e6;
    }

    // 1, 2, 3, 4, 6, 8, 12, 16, … times the replicas, and the most that have room.
    private IEnumerable<int> Batches(SteadyWorker worker)
    {
        var replicas = worker.Plan.Replicas;
        var most = (int)Math.Clamp(Math.Floor((worker.KvTokens - worker.Room(0, 1)) / (worker.Room(1, 0) - worker.Room(0, 0))), 0, (double)_fleet.MaxBatch * worker.Plan.Devices);
        most -= most % replicas;
        for (var batch = replicas; batch < most; batch *= 2)
        {
            yield return batch;
            if (batch / replicas > 1 && batch + batch / 2 < most) yield return batch + batch / 2;
        }
        if (most > 0) yield return most;
    }

    private static List<FleetPoint> Mark(List<FleetPoint> points)
    {
        var front = ParetoFront.Of([.. points.Select(p => new PlotPoint(p.TokensPerSecondPerUser, p.TokensPerSecondPerGpu))]).ToHashSet();
        var power = ParetoFront.Of([.. points.Select(p => new PlotPoint(p.TokensPerSecondPerUser, p.TokensPerSecondPerMegawatt))]).ToHashSet();
        return [.. points.Select((p, i) => p with { IsFront = front.Contains(i), IsFrontByPower = power.Contains(i) })];
    }
}
