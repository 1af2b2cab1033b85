namespace Orchestrator.Simulator.Fleet;

/// <summary>Workers that die and come back with empty memory, and workers that are slow for a while; both at random, at given mean rates.</summary>
internal sealed class Misfortunes(FleetOptions options, FleetRun run)
{
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
            case EventKind.Failure:
                Fail(worker);
                run.Later(options.StartSeconds, EventKind.Start, worker);
                break;
            case EventKind.Start:
                worker.Begin();
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

    private void Fail(FleetWorker worker)
    {
        run.Scores.Failures++;
        worker.Die();
        var prompts = worker.Waiting.Concat(worker.Prefilling).Concat(worker.HandingOff).ToList();
        var answers = worker.Importing.ToList();
        var alone = worker.Decoding.All.Concat(worker.Joining).OrderBy(s => s.Order).ToList();
        // Whose prompt another worker still has: only its decoding is placed again.
        foreach (var answer in answers.OrderBy(s => s.Order))
        {
            FleetRun.TakeOut(answer);
            run.Handovers.Lose(answer.Request);
        }
        foreach (var sequence in prompts.OrderBy(s => s.Order).Concat(alone)) run.PlaceAgain(sequence.Request, isFault: true);
        run.Reconsider();
    }

    private void Next(double mean, EventKind kind, FleetWorker worker)
    {
        if (!double.IsPositiveInfinity(mean)) run.Later(-mean * Math.Log(1 - _random.NextDouble()), kind, worker);
    }
}
