using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Planning;

/// <summary>Finds a split of so many workers that holds.</summary>
internal static class SplitSearch
{
    /// <summary>
    /// By bisection from a guess: where more answers were slow than first tokens late, decode workers were missing, otherwise prefill workers. Null when
    /// that leads to none that holds.
    /// </summary>
    /// <param name="run">A run with a split.</param>
    /// <param name="workers">At least 2.</param>
    /// <param name="guess">Share of the workers that prefill.</param>
    public static (RoleMode.Static Split, FleetTrial Trial)? Find(Func<RoleMode.Static, FleetTrial> run, int workers, double guess)
    {
        var (low, high) = (1, workers - 1);
        for (var prefill = (int)Math.Round(guess * workers); low <= high; prefill = (low + high) / 2)
        {
            prefill = Math.Clamp(prefill, low, high);
            var split = new RoleMode.Static(prefill, workers - prefill);
            var trial = run(split);
            if (trial.Holds) return (split, trial);
            if (trial.LateTokens > trial.LateFirst) high = prefill - 1;
            else low = prefill + 1;
        }
        return null;
    }
}
