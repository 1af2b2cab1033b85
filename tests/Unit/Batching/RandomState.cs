using Orchestrator.Policies.Batching;

namespace Orchestrator.Unit.Batching;

/// <summary>A state that the policy may be asked to plan from.</summary>
/// <param name="Sequences">In any order.</param>
/// <param name="Available">Blocks that nobody holds.</param>
/// <param name="References">Holders of each block.</param>
/// <param name="Reusable">For each sequence the blocks that hold its first tokens.</param>
/// <param name="Options">Limits.</param>
internal sealed record RandomState(SequenceView[] Sequences, int Available, int[] References, int[][] Reusable, BatchOptions Options)
{
    public BatchPlan Plan() => BatchPolicy.Plan(Sequences, new BlockView(Available, References, i => Reusable[i]), Options);

    /// <summary>The same state with its sequences listed the other way round.</summary>
    public RandomState Reversed() => this with { Sequences = [.. Sequences.Reverse()], Reusable = [.. Reusable.Reverse()] };

    /// <summary>Indexes by priority, then by arrival.</summary>
    public int[] InOrderOfService() => [.. Enumerable.Range(0, Sequences.Length).OrderBy(i => -Sequences[i].Priority).ThenBy(i => Sequences[i].Arrival)];

    /// <summary>Blocks that nobody holds once the plan's preemptions and sharing are done.</summary>
    public int AvailableFor(BatchPlan plan)
    {
        var holders = References.ToArray();
        foreach (var block in plan.Preempted.SelectMany(i => Sequences[i].Blocks)) holders[block]--;
        var given = Enumerable.Range(0, holders.Length).Count(b => References[b] > 0 && holders[b] == 0);
        var shared = plan.Chunks.SelectMany(c => Reusable[c.Sequence].Take(c.Reused)).Distinct().Count(b => holders[b] == 0);
        return Available + given - shared;
    }

    public override string ToString() => $"{Available} available, {Options}\n{string.Join('\n', Sequences.Select((s, i) =>
        $"{i}: {s} blocks {string.Join(' ', s.Blocks)} chain {string.Join(' ', s.Chain)} reusable {string.Join(' ', Reusable[i])}"))}";

    /// <summary>Anything goes: sequences with far too few or too many blocks, more running than allowed. The limits hold even then.</summary>
    public static RandomState Wild(Random random)
    {
        var books = new RandomBlocks(random, RandomOptions(random));
        foreach (var arrival in Arrivals(random))
        {
            var tokens = random.Next(1, 100);
            var running = random.Next(3) > 0;
            var decodes = random.Next(2) == 0;
            books.Add(new SequenceView(tokens, decodes ? tokens - 1 : random.Next(tokens), [], [], random.Next(-1, 2), arrival, running, running && random.Next(4) == 0), running ? random.Next(12) : 0);
        }
        return books.ToState(random.Next(30));
    }

    /// <summary>
    /// What an engine can come to: at most MaxRunning run; a prompt has had all its blocks since it was admitted; an answer lacks at most
    /// the block that its newest token begins; a pinned sequence is a prompt on its way, so it lacks nothing.
    /// </summary>
    public static RandomState Reachable(Random random)
    {
        var options = RandomOptions(random);
        var books = new RandomBlocks(random, options);
        var room = options.MaxRunning;
        foreach (var arrival in Arrivals(random))
        {
            var tokens = random.Next(1, 100);
            var priority = random.Next(-1, 2);
            if (random.Next(3) == 0 || room-- <= 0)
            {
                books.Add(new SequenceView(tokens, 0, [], [], priority, arrival, false, false), 0);
                continue;
            }
            var decodes = random.Next(2) == 0;
            var pinned = random.Next(4) == 0;
            var blocks = options.BlocksFor(decodes && !pinned && tokens > 1 ? tokens - random.Next(2) : tokens);
            books.Add(new SequenceView(tokens, decodes ? tokens - 1 : random.Next(tokens), [], [], priority, arrival, true, pinned), blocks);
        }
        return books.ToState(random.Next(4));
    }

    private static BatchOptions RandomOptions(Random random)
    {
        var maxRunning = random.Next(1, 9);
        return new BatchOptions(maxRunning + random.Next(3) * random.Next(40), maxRunning, 1 << random.Next(5));
    }

    private static int[] Arrivals(Random random)
    {
        var arrivals = Enumerable.Range(0, random.Next(13)).ToArray();
        random.Shuffle(arrivals);
        return arrivals;
    }
}
