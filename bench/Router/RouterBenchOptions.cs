using Orchestrator.Contracts.KvCache;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>What bench router is to measure.</summary>
internal sealed record RouterBenchOptions
{
    /// <summary>The pool's name.</summary>
    public const string Pool = "bench";

    // The longest that the workers of this project are made for.
    private const int MostPromptTokens = 1 << 20;

    public required int Workers { get; init; }

    /// <summary>Different blocks in the index, all in the shard of their common first block.</summary>
    public required int Blocks { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Requests per second, at times drawn at random (Poisson).</summary>
    public required double Rate { get; init; }

    /// <summary>How long requests come at the rate; saturation is measured for half of it, twice.</summary>
    public required double Seconds { get; init; }

    /// <summary>Into how many shards the index is cut.</summary>
    public required int Shards { get; init; }

    public required int Seed { get; init; }

    public required RoutingRule Rule { get; init; }

    /// <summary>The silo collects garbage with a heap and a thread for each core.</summary>
    public required bool ServerGc { get; init; }

    /// <summary>Full blocks of a prompt.</summary>
    public int PromptBlocks => PromptTokens / BlockHash.BlockTokens;

    public static RouterBenchOptions Read(Arguments arguments)
    {
        var options = new RouterBenchOptions
        {
            Workers = Within(arguments, "--workers", 64, 1, 4096),
            Blocks = Within(arguments, "--blocks", 1_000_000, 1, 100_000_000),
            PromptTokens = Within(arguments, "--prompt-tokens", 8192, 2 * BlockHash.BlockTokens, MostPromptTokens),
            Rate = Within(arguments, "--rate", 500.0, 1, 1_000_000),
            Seconds = Within(arguments, "--seconds", 10.0, 1, 3600),
            Shards = Within(arguments, "--shards", 4, 1, 1024),
            Seed = arguments.Take("--seed", 1),
            Rule = ReadRule(arguments.Take("--rule") ?? RuleNames.All[0]),
            ServerGc = arguments.Take("--server-gc", false),
        };
        arguments.End();
        var least = new CachedChains(options).SharedBlocks + 1;
        return options.Blocks >= least ? options : throw new WrongUseException($"--blocks {options.Blocks} is less than {least}: prompts of {options.PromptTokens} tokens have {least - 1} in common");
    }

    /// <summary>The rule of this name.</summary>
    public static RoutingRule ReadRule(string name) =>
        RuleNames.All.Contains(name) ? RuleNames.Parse(name) : throw new WrongUseException($"--rule {name} is not one of {string.Join(", ", RuleNames.All)}");

    private static T Within<T>(Arguments arguments, string name, T fallback, T least, T most) where T : IParsable<T>, IComparable<T>
    {
        var value = arguments.Take(name, fallback);
        return value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? value : throw new WrongUseException(FormattableString.Invariant($"{name} {value} is not within {least} and {most}"));
    }
}
