namespace Orchestrator.Workers.Engine;

/// <summary>Expects a step's time from the time per token of earlier ones, so that a slow step can be told from a hung one.</summary>
internal sealed class StepClock
{
    private const double Weight = 0.2;
    private double _secondsPerToken;

    public TimeSpan Expect(int tokens) => TimeSpan.FromSeconds(Math.Min(_secondsPerToken * tokens, 3600));

    public void Learn(int tokens, TimeSpan took)
    {
        var seconds = took.TotalSeconds / tokens;
        _secondsPerToken = _secondsPerToken == 0 ? seconds : (1 - Weight) * _secondsPerToken + Weight * seconds;
    }
}
