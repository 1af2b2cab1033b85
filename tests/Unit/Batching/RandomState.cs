using Orchestrator.Policies.Batching;

namespace Orchestrator.Unit.Batching;

/// <summary>A state that the policy may be asked to plan from.</summary>
internal sealed record RandomState(SequenceView[] Sequences, int FreeBlocks, BatchOptions Options)
{
    public BatchPlan Plan() => BatchPolicy.Plan(Sequences, FreeBlocks, Options);

    /// <summary>Indexes by priority, then by arrival.</summary>
    public int[] InOrderOfService() => [.. Enumerable.Range(0, Sequences.Length).OrderBy(i => -Sequences[i].Priority).ThenBy(i => Sequences[i].Arrival)];

    public override string ToString() => $"{FreeBlocks} free, {Options}\n{string.Join('\n', Sequences.Select((s, i) => $"{i}: {s}"))}";

    /// <summary>Anything goes: sequences with far too few or too many blocks, more running than allowed. The limits hold even then.</summary>
    public static RandomState Wild(Random random)
    {
        var options = RandomOptions(random);
        return new RandomState([.. Arrivals(random).Select(arrival => Wild(random, arrival))], random.Next(30), options);

        static SequenceView Wild(Random random, int arrival)
        {
            var tokens = random.Next(1, 100);
            var running = random.Next(3) > 0;
            var decodes = random.Next(2) == 0;
            return new SequenceView(tokens, decodes ? tokens - 1 : random.Next(tokens), running ? random.Next(12) : 0, random.Next(-1, 2), arrival, running, running && random.Next(4) == 0);
        }
    }

    /// <summary>
    /// What an engine can come to: at most MaxRunning run; a prompt has had all its blocks since it was admitted; an answer lacks at most
    /// the block that its newest token begins; a pinned sequence is a prompt on its way, so it lacks nothing.
    /// </summary>
    public static RandomState Reachable(Random random)
    {
        var options = RandomOptions(random);
        var room = options.MaxRunning;
        return new RandomState([.. Arrivals(random).Select(Next)], random.Next(4), options);

        SequenceView Next(int arrival)
        {
            var tokens = random.Next(1, 100);
            var priority = random.Next(-1, 2);
            if (random.Next(3) == 0 || room-- <= 0) return new SequenceView(tokens, 0, 0, priority, arrival, false, false);
            var decodes = random.Next(2) == 0;
            var pinned = random.Next(4) == 0;
            var blocks = options.BlocksFor(decodes && !pinned && tokens > 1 ? tokens - random.Next(2) : tokens);
            return new SequenceView(tokens, decodes ? tokens - 1 : random.Next(tokens), blocks, priority, arrival, true, pinned);
        }
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
