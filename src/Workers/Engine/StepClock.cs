namespace Orchestrator.Workers.Engine;

/// <summary>
/// Expects a step's time from the time per token of earlier ones and from the slowest of the last ones (a step of one token reads all the
/// weights as well), so that a slow step can be told from a hung one.
/// </summary>
internal sealed class StepClock
{
    private const double Weight = 0.2;
    private const double Fade = 0.95;

    // Before the first step nothing is known, and nobody may be taken for hung.
    private static readonly TimeSpan s_unknown = TimeSpan.FromMinutes(1);

    private double _secondsPerToken;
    private double _slowest;

    public TimeSpan Expect(int tokens) => _slowest == 0 ? s_unknown : TimeSpan.FromSeconds(Math.Min(Math.Max(_secondsPerToken * tokens, _slowest), 3600));

    public void Learn(int tokens, TimeSpan took)
    {
        var seconds = took.TotalSeconds / tokens;
        _slowest = Math.Max(took.TotalSeconds, Fade * _slowest);
        _secondsPerToken = _secondsPerToken == 0 ? seconds : (1 - Weight) * _secondsPerToken + Weight * seconds;
    }
}
