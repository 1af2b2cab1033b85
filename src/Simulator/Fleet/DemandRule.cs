namespace Orchestrator.Simulator.Fleet;

/// <summary>How many workers of a pool should prefill: so many that the busier of the two sides is as little busy as can be. The clairvoyant's rule.</summary>
internal static class DemandRule
{
    /// <summary>The number of prefill workers, from 1 to <paramref name="workers"/> - 1, that minimises max(prefill / P, decode / D); of equals the one nearest to <paramref name="current"/>.</summary>
    /// <param name="prefill">Worker-seconds of prefill that come per second.</param>
    /// <param name="decode">Worker-seconds of decode (or of room for keys and values) that come per second.</param>
    /// <param name="workers">At least 2.</param>
    /// <param name="current">Prefill workers now.</param>
    public static int PrefillWorkers(double prefill, double decode, int workers, int current)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 2);
        var (best, least) = (Math.Clamp(current, 1, workers - 1), double.PositiveInfinity);
        for (var count = 1; count < workers; count++)
        {
            var pressure = Pressure(prefill, decode, count, workers - count);
            if (pressure < least || (pressure == least && Math.Abs(count - current) < Math.Abs(best - current))) (best, least) = (count, pressure);
        }
        return best;
    }

    /// <summary>How busy the busier side is: 1 is full.</summary>
    public static double Pressure(double prefill, double decode, int prefillWorkers, int decodeWorkers) => Math.Max(prefill / prefillWorkers, decode / decodeWorkers);
}
