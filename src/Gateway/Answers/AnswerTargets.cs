using Orchestrator.Contracts.Requests;

namespace Orchestrator.Gateway.Answers;

/// <summary>What the pool's policy wants of each answer.</summary>
/// <param name="Ttft">From the arrival of the request to the first token.</param>
/// <param name="Tpot">Mean gap between further tokens.</param>
internal sealed record AnswerTargets(TimeSpan Ttft, TimeSpan Tpot)
{
    /// <summary>The answer came to its own end and kept both targets. One token alone has no gap.</summary>
    public bool AreKeptBy(RequestOutcome outcome) =>
        outcome is { Failure: null, Finish: "stop" or "length", TimeToFirstToken: { } first } && first <= Ttft
        && (outcome.OutputTokens <= 1 || outcome.Duration - first <= Tpot * (outcome.OutputTokens - 1));
}
