namespace Orchestrator.Simulator.Workloads;

/// <summary>How conversations go on.</summary>
/// <param name="MeanTurns">Mean number of turns, geometrically distributed; at least 1.</param>
/// <param name="MeanThinkSeconds">Mean time, exponentially distributed, from the end of an answer to the next message.</param>
/// <param name="AnswerSecondsPerToken">Time that an answer is taken to need, per token: arrivals are fixed beforehand and do not wait for a slow pool.</param>
/// <param name="SharedTokens">Tokens at the start of every prompt that are the same in all conversations: the system prompt.</param>
/// <param name="LongestPrompt">Tokens; a conversation ends before a prompt that would be longer, a first prompt is cut.</param>
/// <param name="BlockTokens">Tokens of a block.</param>
public sealed record MultiTurnOptions(double MeanTurns, double MeanThinkSeconds, double AnswerSecondsPerToken, int SharedTokens, int LongestPrompt, int BlockTokens)
{
    /// <summary>Five turns, half a minute apart, at the speed of a reader who is served well, in a window of 32,768 tokens.</summary>
    public static MultiTurnOptions Default { get; } = new(5, 30, 0.03, 256, 32_768, Workload.OrdinaryBlockTokens);
}
