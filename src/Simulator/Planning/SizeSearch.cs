namespace Orchestrator.Simulator.Planning;

/// <summary>Finds the smallest fleet that keeps a promise.</summary>
internal static class SizeSearch
{
    /// <summary>
    /// The smallest of the sizes that hold, from <paramref name="least"/> to <paramref name="most"/>; null when none does. Goes from the guess up or down in steps of a
    /// quarter until it has one that holds and one that does not, and halves what is between. If larger ones do not always hold when smaller ones do, it is one whose
    /// next smaller does not.
    /// </summary>
    /// <param name="holds">Of a size.</param>
    /// <param name="guess">Where to begin.</param>
    /// <param name="least">1 or above.</param>
    /// <param name="most">At least <paramref name="least"/>; beyond nobody is interested.</param>
    public static int? Find(Func<int, bool> holds, int guess, int least, int most)
    {
        var (low, high) = (least - 1, (int?)null);
        for (var size = Math.Clamp(guess, least, most); high is null || high - low > 1;)
        {
            if (holds(size)) high = size;
            else low = size;
            if (high is null && size == most) return null;
            if (high is null) size = Math.Min(most, Math.Max(size + 1, size * 5 / 4));
            else if (low < least) size = Math.Max(least, Math.Min(high.Value - 1, high.Value * 4 / 5));
            else size = (low + high.Value) / 2;
        }
        return high;
    }
}
