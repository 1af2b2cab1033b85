using Orchestrator.Policies.Batching;

namespace Orchestrator.Unit.Batching;

/// <summary>
/// Gives the sequences of a random state their blocks: all texts are of two families that begin alike, blocks with the same beginning are
/// often the same block, and some blocks are kept though nobody holds them.
/// </summary>
internal sealed class RandomBlocks(Random random, BatchOptions options)
{
    private readonly List<SequenceView> _sequences = [];
    private readonly Dictionary<ulong, int> _known = [];
    private readonly List<int> _references = [];
    private readonly int _alike = random.Next(2) == 0 ? 0 : random.Next(8);

    /// <summary>Adds a sequence that holds that many blocks.</summary>
    public void Add(SequenceView sequence, int blocks)
    {
        var family = (ulong)random.Next(1, 3);
        var chain = Enumerable.Range(0, sequence.Tokens / options.BlockSize).Select(i => i < _alike ? family << 32 | (uint)i : (ulong)(1000 + _sequences.Count) << 32 | (uint)i).ToArray();
        var held = Enumerable.Range(0, blocks).Select(i => Hold(i, (i + 1) * options.BlockSize <= sequence.Computed && i < chain.Length ? chain[i] : null)).ToArray();
        _sequences.Add(sequence with { Blocks = held, Chain = random.Next(4) == 0 ? [] : chain });
    }

    /// <param name="free">Blocks that are free beside those that are kept for reuse.</param>
    public RandomState ToState(int free)
    {
        var idle = random.Next(2) == 0 ? 0 : Keep();
        var reusable = _sequences.Select(s => s.Chain.TakeWhile(_known.ContainsKey).Select(name => _known[name]).ToArray()).ToArray();
        return new RandomState([.. _sequences], free + idle, [.. _references], reusable, options);
    }

    private int Hold(int index, ulong? name)
    {
        if (name is { } known && index < _alike && _known.TryGetValue(known, out var shared))
        {
            _references[shared]++;
            return shared;
        }
        _references.Add(1);
        if (name is { } full) _known.TryAdd(full, _references.Count - 1);
        return _references.Count - 1;
    }

    // Blocks of waiting sequences' beginnings that nobody holds any more.
    private int Keep()
    {
        var idle = 0;
        foreach (var sequence in _sequences.Where(s => !s.Running))
        {
            foreach (var name in sequence.Chain.Take(random.Next(sequence.Chain.Count + 1)))
            {
                if (!_known.TryAdd(name, _references.Count)) continue;
                _references.Add(0);
                idle++;
            }
        }
        return idle;
    }
}
