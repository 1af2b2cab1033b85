using Orchestrator.Policies.Batching;
using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Fleet;

/// <summary>
/// Plans a worker's steps with <see cref="BatchPolicy"/>. While there are blocks for every decoding sequence the policy lets all of them make a
/// token and gives the rest of the step to prompts; so it is asked about the prompts alone, with what the others leave. When blocks run out,
/// it is asked about everything.
/// </summary>
internal sealed class StepPlanner(FleetOptions options)
{
    // More of those who wait are never let in by one step.
    private const int Candidates = 64;

    private readonly BatchOptions _none = new(0, 0, options.BlockTokens);

    /// <summary>Begins a worker's next step: gives it blocks and takes some away. Null when there is nothing to do.</summary>
    /// <param name="worker">Without a step in hand.</param>
    /// <param name="preempted">Filled with sequences that lost their blocks.</param>
    /// <param name="begun">Filled with sequences whose first chunk this is.</param>
    public FleetStep? Plan(FleetWorker worker, List<FleetSequence> preempted, List<FleetSequence> begun)
    {
        var decoding = worker.Decoding;
        if (decoding.Count == 0 && worker.Prefilling.Count == 0 && worker.Waiting.Count == 0) return null;
        var copied = Fetch(worker);
        var step = !options.NameAllSequences && decoding.NewBlocks <= worker.Blocks.Available ? PlanPrompts(worker, begun) : PlanAll(worker, preempted, begun);
        return step.Work.Tokens > 0 ? step with { CopiedBlocks = copied } : null;
    }

    // Whoever is next gets back from the host what the device no longer has of its prompt.
    private int Fetch(FleetWorker worker)
    {
        if (options.HostTokens == 0 || worker.Waiting.Count == 0 || worker.Waiting[0] is not { IsSharing: true } next) return 0;
        var needed = (next.Tokens + options.BlockTokens) / options.BlockTokens - worker.Blocks.Match(next.Request.Names);
        return worker.Blocks.Fetch(next.Request.Names, needed);
    }

    private FleetStep PlanPrompts(FleetWorker worker, List<FleetSequence> begun)
    {
        var decoding = worker.Decoding;
        var views = new List<SequenceView>();
        var sequences = new List<FleetSequence>();
        Add(worker, views, sequences, static s => new BlockCount(s.Blocks));
        var chunks = new List<(FleetSequence, int)>();
        if (sequences.Count > 0 && Budget(worker, sequences[0]) is > 0 and var budget)
        {
            var plan = BatchPolicy.Plan(
                [.. views], new BlockView(worker.Blocks.Available - decoding.NewBlocks, worker.Blocks.Holders, i => Reusable(worker, sequences[i])),
                _none with { TokenBudget = budget, MaxRunning = MaxRunning(worker) - decoding.Count });
            Apply(worker, plan, sequences, chunks, begun);
        }
        if (decoding.Count > 0) worker.Blocks.Take(decoding.NewBlocks);
        return ToStep(worker, chunks, decoding.Count > 0);
    }

    // As the engine does it: every sequence and every block by name.
    private FleetStep PlanAll(FleetWorker worker, List<FleetSequence> preempted, List<FleetSequence> begun)
    {
        var decoding = worker.Decoding;
        var references = new List<int>(worker.Blocks.Total);
        foreach (var holders in worker.Blocks.Holders) references.Add(holders);
        var views = new List<SequenceView>();
        var sequences = new List<FleetSequence>();
        foreach (var sequence in decoding.All.OrderBy(s => s.Order))
        {
            var tokens = decoding.TokensOf(sequence);
            var own = decoding.BlocksOf(sequence) - sequence.Shared.Count;
            views.Add(new SequenceView(tokens, tokens - 1, Named(sequence.Shared, own), [], sequence.Request.Arrival.Priority, sequence.Order, true, false));
            sequences.Add(sequence);
        }
        foreach (var sequence in worker.HandingOff) Named(sequence.Shared, sequence.Private);
        var decodes = sequences.Count;
        var first = worker.Prefilling.Concat(worker.Waiting).FirstOrDefault();
        Add(worker, views, sequences, s => Named(s.Shared, s.Private));
        var budget = decodes + (first is null ? 0 : Budget(worker, first));
        // The engine lets nobody in without budget; a decoding sequence always has its token.
        var plan = BatchPolicy.Plan(
            [.. views], new BlockView(worker.Blocks.Available, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(references), i => Reusable(worker, sequences[i])),
            _none with { TokenBudget = budget, MaxRunning = MaxRunning(worker) });
        foreach (var index in plan.Preempted)
        {
            Preempt(worker, sequences[index], index < decodes);
            preempted.Add(sequences[index]);
        }
        var chunks = new List<(FleetSequence, int)>();
        Apply(worker, plan with { Chunks = [.. plan.Chunks.Where(c => c.Sequence >= decodes)] }, sequences, chunks, begun);
        var makesTokens = decoding.Count > 0;
        if (makesTokens) worker.Blocks.Take(decoding.NewBlocks);
        return ToStep(worker, chunks, makesTokens);

        List<int> Named(List<int> shared, int own)
        {
            var blocks = new List<int>(shared.Count + own);
            blocks.AddRange(shared);
            for (var i = 0; i < own; i++)
            {
                blocks.Add(references.Count);
                references.Add(1);
            }
            return blocks;
        }
    }

    private static void Add(FleetWorker worker, List<SequenceView> views, List<FleetSequence> sequences, Func<FleetSequence, IReadOnlyList<int>> blocks)
    {
        foreach (var sequence in worker.Prefilling)
        {
            views.Add(View(sequence, blocks(sequence), true));
            sequences.Add(sequence);
        }
        for (var i = 0; i < worker.Waiting.Count && i < Candidates; i++)
        {
            views.Add(View(worker.Waiting[i], [], false));
            sequences.Add(worker.Waiting[i]);
        }
    }

    private static SequenceView View(FleetSequence sequence, IReadOnlyList<int> blocks, bool running) => new(
        sequence.Tokens, sequence.Computed, blocks, sequence.IsSharing ? sequence.Request.Names : [], sequence.Request.Arrival.Priority, sequence.Order, running, running && sequence.IsPinned);

    // Those that the policy does not see have blocks too.
    private int MaxRunning(FleetWorker worker) => options.MaxRunning - worker.HandingOff.Count - worker.Importing.Count;

    // What the decoding sequences leave of a step's time; a whole chunk where none is. A prompt's last token counts as a decoding one: the
    // policy plans it among them, and it must not take a place from them.
    private int Budget(FleetWorker worker, FleetSequence first)
    {
        var decoding = worker.Decoding;
        var last = 0;
        foreach (var sequence in worker.Prefilling) if (sequence.Tokens - sequence.Computed == 1) last++;
        return Math.Max(last, decoding.Count == 0 ? options.PrefillChunk : Left(worker, decoding, first));
    }

    private int Left(FleetWorker worker, DecodingSequences decoding, FleetSequence first) =>
        StepBudget.PrefillTokens(options.Cost, decoding.Count, decoding.Context, first.Computed, options.StepTarget / worker.Slowness, options.PrefillChunk);

    private static int[] Reusable(FleetWorker worker, FleetSequence sequence)
    {
        var count = worker.Blocks.Match(sequence.Request.Names);
        if (count == 0) return [];
        var slots = new int[count];
        for (var i = 0; i < count; i++) slots[i] = worker.Blocks.Find(sequence.Request.Names[i]);
        return slots;
    }

    private void Apply(FleetWorker worker, BatchPlan plan, List<FleetSequence> sequences, List<(FleetSequence, int)> chunks, List<FleetSequence> begun)
    {
        // Shared blocks first, so that taking new ones does not drive them out.
        foreach (var chunk in plan.Chunks)
        {
            var sequence = sequences[chunk.Sequence];
            for (var i = 0; i < chunk.Reused; i++)
            {
                var slot = worker.Blocks.Find(sequence.Request.Names[i]);
                worker.Blocks.Share(slot);
                sequence.Shared.Add(slot);
            }
        }
        foreach (var chunk in plan.Chunks)
        {
            var sequence = sequences[chunk.Sequence];
            worker.Blocks.Take(chunk.NewBlocks);
            sequence.Private += chunk.NewBlocks;
            if (sequence.Place == SequencePlace.Waiting)
            {
                sequence.Computed = chunk.Reused * options.BlockTokens;
                worker.PrefillTokensWaiting -= sequence.Computed;
                worker.Waiting.Remove(sequence);
                worker.Prefilling.Add(sequence);
                sequence.Place = SequencePlace.Prefilling;
                begun.Add(sequence);
            }
            chunks.Add((sequence, chunk.Count));
        }
    }

    private static void Preempt(FleetWorker worker, FleetSequence sequence, bool decodes)
    {
        if (decodes) worker.Decoding.Remove(sequence);
        else
        {
            worker.Prefilling.Remove(sequence);
            worker.PrefillTokensWaiting -= sequence.Tokens - sequence.Computed;
        }
        worker.GiveBack(sequence);
        sequence.Computed = 0;
        worker.PrefillTokensWaiting += sequence.Tokens;
        worker.Enqueue(sequence);
    }

    private static FleetStep ToStep(FleetWorker worker, List<(FleetSequence Sequence, int Tokens)> chunks, bool decodes)
    {
        var (tokens, pairs, ends) = (0, 0.0, 0);
        foreach (var (sequence, count) in chunks)
        {
            tokens += count;
            pairs += StepWork.Pairs(count, sequence.Computed);
            if (sequence.Computed + count == sequence.Tokens) ends++;
        }
        var decoding = decodes ? worker.Decoding.Count : 0;
        return new FleetStep(chunks, new StepWork(tokens, pairs, decoding, decodes ? worker.Decoding.Context : 0, decoding + ends), decodes, 0);
    }
}
