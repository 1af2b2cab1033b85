using Orchestrator.Policies.Routing;

namespace Orchestrator.Simulator.Replay;

/// <summary>What a replay is told.</summary>
/// <param name="Workers">Workers, all equal.</param>
/// <param name="BlocksPerWorker">Blocks that each can keep.</param>
/// <param name="Rule">How prompts are placed.</param>
/// <param name="Eviction">What goes first.</param>
/// <param name="Seed">Of the tie-breaks.</param>
/// <param name="DrainTokensPerSecond">Prompt tokens that each worker computes per second.</param>
/// <param name="BlockTokens">Tokens of a block.</param>
/// <param name="Speed">How much faster than recorded requests arrive.</param>
public sealed record ReplayOptions(int Workers, int BlocksPerWorker, RoutingRule Rule, EvictionRule Eviction, int Seed, double DrainTokensPerSecond, int BlockTokens, double Speed);
