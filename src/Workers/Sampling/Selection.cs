namespace Orchestrator.Workers.Sampling;

/// <summary>
/// Quickselect (Hoare, 1961) over distinct numbers. The pivot is the median of first, middle and last, so the same input always takes
/// the same steps and adds in the same order.
/// </summary>
internal static class Selection
{
    private const int ShortLength = 24;

    /// <summary>Moves the <paramref name="count"/> smallest numbers to the front, in no particular order.</summary>
    public static void Smallest(Span<ulong> ranks, int count)
    {
        var rest = ranks;
        var wanted = count;
        while (rest.Length > ShortLength && wanted > 0 && wanted < rest.Length)
        {
            var pivot = Partition(rest);
            if (wanted <= pivot)
            {
                rest = rest[..pivot];
            }
            else
            {
                rest = rest[(pivot + 1)..];
                wanted -= pivot + 1;
            }
        }
        if (wanted > 0 && wanted < rest.Length) rest.Sort();
    }

    /// <summary>Moves to the front the fewest smallest numbers whose weights reach <paramref name="mass"/>, and returns how many they are: at least 1.</summary>
    /// <param name="ranks">Not empty; the low half of each is its index in <paramref name="weights"/>.</param>
    /// <param name="weights">By index, none negative.</param>
    /// <param name="mass">What the weights have to reach; all numbers are taken when they never do.</param>
    public static int SmallestWithMass(Span<ulong> ranks, ReadOnlySpan<float> weights, double mass)
    {
        // A mass of 0 must still take the first.
        mass = Math.Max(mass, double.Epsilon);
        var taken = 0;
        var reached = 0.0;
        var end = ranks.Length;
        while (end - taken > ShortLength)
        {
            var rest = ranks[taken..end];
            var pivot = Partition(rest);
            var before = reached;
            foreach (var rank in rest[..pivot]) before += weights[TopTokens.Token(rank)];
            if (before >= mass)
            {
                end = taken + pivot;
                continue;
            }
            reached = before + weights[TopTokens.Token(rest[pivot])];
            taken += pivot + 1;
            if (reached >= mass) return taken;
        }
        ranks[taken..end].Sort();
        while (taken < end && reached < mass) reached += weights[TopTokens.Token(ranks[taken++])];
        return taken;
    }

    // Smaller numbers before the pivot, larger ones after it; returns where the pivot lies.
    private static int Partition(Span<ulong> ranks)
    {
        var last = ranks.Length - 1;
        var middle = last / 2;
        if (ranks[middle] < ranks[0]) (ranks[0], ranks[middle]) = (ranks[middle], ranks[0]);
        if (ranks[last] < ranks[0]) (ranks[0], ranks[last]) = (ranks[last], ranks[0]);
        if (ranks[middle] < ranks[last]) (ranks[last], ranks[middle]) = (ranks[middle], ranks[last]);
        var pivot = ranks[last];
        var store = 0;
        for (var i = 0; i < last; i++)
        {
            if (ranks[i] >= pivot) continue;
            (ranks[store], ranks[i]) = (ranks[i], ranks[store]);
            store++;
        }
        (ranks[store], ranks[last]) = (ranks[last], ranks[store]);
        return store;
    }
}
