using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Bench.Router;

/// <summary>
/// The texts whose blocks the workers hold. All begin with the same few blocks, as under one system prompt, so that one shard has to carry
/// everything. Every worker holds these; what follows in a chain is held by its owner, and the first half of it by one more worker.
/// </summary>
internal sealed class CachedChains
{
    private const int Vocab = 1 << 17;

    private readonly RouterBenchOptions _options;
    private readonly int _blocks;
    private readonly int[] _tokens;

    public CachedChains(RouterBenchOptions options)
    {
        _options = options;
        _blocks = options.PromptBlocks;
        SharedBlocks = Math.Max(1, _blocks / 16);
        var own = _blocks - SharedBlocks;
        Count = Math.Max(1, (options.Blocks - SharedBlocks + own - 1) / own);
        // Each chain reads on from a place of its own; names differ as soon as one block before does.
        var random = new Random(options.Seed);
        _tokens = new int[(_blocks + Count) * BlockHash.BlockTokens];
        for (var i = 0; i < _tokens.Length; i++) _tokens[i] = random.Next(Vocab);
    }

    public int Count { get; }

    /// <summary>Blocks at the beginning that all chains have in common, and all workers hold.</summary>
    public int SharedBlocks { get; }

    /// <summary>Name of the first block of every chain.</summary>
    public ulong FirstBlock => Chain(0)[0];

    /// <summary>Blocks of a chain, the common ones included; the last chain is as long as it takes to have all the blocks asked for.</summary>
    public int Length(int chain) => chain < Count - 1 ? _blocks : _options.Blocks - (Count - 1) * (_blocks - SharedBlocks);

    /// <summary>Whether a worker holds the first <paramref name="blocks"/> of a chain, and no other holds more of them.</summary>
    public bool HasMost(int worker, int chain, int blocks) =>
        blocks <= SharedBlocks || worker == Owner(chain) || (blocks <= HalfOf(chain) && worker == Second(chain));

    /// <summary>Writes a prompt that begins like a chain and then goes on like no other.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="blocks">Blocks that they have in common.</param>
    /// <param name="number">The prompt's, not negative; each has its own.</param>
    /// <param name="tokens">[PromptTokens].</param>
    public void WritePrompt(int chain, int blocks, int number, Span<int> tokens)
    {
        WriteText(chain, tokens);
        if (blocks * BlockHash.BlockTokens < tokens.Length) tokens[blocks * BlockHash.BlockTokens] = Vocab + number;
    }

    /// <summary>All that a worker holds, as the events of a snapshot.</summary>
    public List<KvEvent> HeldBy(int worker)
    {
        var held = new List<KvEvent>();
        for (var chain = 0; chain < Count; chain++)
        {
            var length = worker == Owner(chain) ? Length(chain) : worker == Second(chain) ? HalfOf(chain) : 0;
            if (chain == 0) length = Math.Max(length, SharedBlocks);
            if (length == 0) continue;
            var names = Chain(chain);
            for (var i = chain == 0 ? 0 : SharedBlocks; i < length; i++) held.Add(new KvEvent(KvEventKind.Stored, KvTier.Device, names[0], i == 0 ? 0 : names[i - 1], names[i]));
        }
        return held;
    }

    private int Owner(int chain) => chain % _options.Workers;

    private int Second(int chain) => (chain + 1 + chain / _options.Workers) % _options.Workers;

    private int HalfOf(int chain) => (SharedBlocks + Length(chain)) / 2;

    private ulong[] Chain(int chain)
    {
        var tokens = new int[_blocks * BlockHash.BlockTokens];
        WriteText(chain, tokens);
        return BlockHash.Chain(Root, tokens);
    }

    /// <summary>The parent of every chain's first block.</summary>
    public static ulong Root { get; } = BlockHash.Root(RouterBenchOptions.Pool, "", "");

    private void WriteText(int chain, Span<int> tokens)
    {
        var shared = SharedBlocks * BlockHash.BlockTokens;
        _tokens.AsSpan(0, shared).CopyTo(tokens);
        _tokens.AsSpan(shared + chain * BlockHash.BlockTokens, tokens.Length - shared).CopyTo(tokens[shared..]);
    }
}
