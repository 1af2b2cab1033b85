namespace Orchestrator.Simulator.Fleet;

/// <summary>Workers that die and come back with empty memory, and workers that are slow for a while; both at random, at given mean rates.</summary>
internal sealed class Misfortunes(FleetOptions options, FleetRun run)
{
    private const double LeaseTick = 0.05;

    // A stream of chance of its own: the same failures whatever the policies do.
    private readonly Random _random = new(unchecked(options.Seed * 7919 + 13));

    public void Begin()
    {
        foreach (var worker in run.Workers)
        {
            Next(options.FailureSeconds, EventKind.Failure, worker);
            Next(options.StragglerSeconds, EventKind.Pace, worker);
        }
    }

    public void Happen(EventKind kind, FleetWorker worker)
    {
        switch (kind)
        {
            case EventKind.Failure when !worker.IsAlive:
                // Nothing to lose: it is not there.
                break;
            case EventKind.Failure:
                run.Scores.Failures++;
                End(worker, isFault: true);
                run.Later(options.StartSeconds, EventKind.Start, worker);
                break;
            case EventKind.Start:
                worker.Begin();
                run.Membership.Renew(worker, run.Now);
                run.Placement.Welcome(worker, run.Now);
                Next(options.FailureSeconds, EventKind.Failure, worker);
                run.Freed(worker);
                break;
            case EventKind.Pace when worker.Slowness > 1:
                worker.Slowness = 1;
                worker.Touch();
                Next(options.StragglerSeconds, EventKind.Pace, worker);
                break;
            case EventKind.Pace:
                worker.Slowness = options.StragglerFactor;
                worker.Touch();
                run.Later(options.StragglerSpell, EventKind.Pace, worker);
                break;
        }
    }

    /// <summary>The process ends, now.</summary>
    /// <param name="worker">Alive.</param>
    /// <param name="isFault">Whether requests count it as a failure under them.</param>
    public void End(FleetWorker worker, bool isFault)
    {
        worker.Die();
        // A moment more, so that it has run out and not just to the end.
        run.Later(run.Membership.Lease + LeaseTick, EventKind.Lease, worker);
        var prompts = worker.Waiting.Concat(worker.Prefilling).Concat(worker.HandingOff).ToList();
        var answers = worker.Importing.ToList();
        var alone = worker.Decoding.All.Concat(worker.Joining).OrderBy(s => s.Order).ToList();
        // Whose prompt another worker still has: only its decoding is placed again.
        foreach (var answer in answers.OrderBy(s => s.Order))
        {
            answer.Worker.TakeOut(answer);
            run.Handovers.Lose(answer.Request);
        }
        foreach (var sequence in prompts.OrderBy(s => s.Order).Concat(alone)) run.PlaceAgain(sequence.Request, isFault);
        run.Reconsider();
    }

    private void Next(double mean, EventKind kind, FleetWorker worker)
    {
        if (!double.IsPositiveInfinity(mean)) run.Later(-mean * Math.Log(1 - _random.NextDouble()), kind, worker);
    }
}
