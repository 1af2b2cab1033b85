namespace Orchestrator.Simulator.Report;

/// <summary>Leaves out most of a long row of numbers, but never its ends and its extremes.</summary>
internal static class Thinning
{
    /// <summary>Numbers that a plot of this width can show; more are only bytes.</summary>
    public const int Points = 1000;

    /// <summary>
    /// The places to keep of <paramref name="count"/>, rising: all when they are few, otherwise of each run of neighbours the first, the last
    /// and those where one of the <paramref name="columns"/> is lowest or highest.
    /// </summary>
    /// <param name="count">Numbers in each column.</param>
    /// <param name="columns">Value of a column at a place.</param>
    public static int[] Keep(int count, params IReadOnlyList<Func<int, double>> columns)
    {
        if (count <= Points) return [.. Enumerable.Range(0, count)];
        var runs = Math.Max(1, Points / (2 * columns.Count + 2));
        var kept = new SortedSet<int>();
        for (var run = 0; run < runs; run++)
        {
            var (from, to) = ((int)((long)count * run / runs), (int)((long)count * (run + 1) / runs));
            kept.Add(from);
            kept.Add(to - 1);
            foreach (var column in columns)
            {
                var (lowest, highest) = (from, from);
                for (var i = from + 1; i < to; i++)
                {
                    var value = column(i);
                    if (value < column(lowest)) lowest = i;
                    if (value > column(highest)) highest = i;
                }
                kept.Add(lowest);
                kept.Add(highest);
            }
        }
        return [.. kept];
    }

    /// <summary>At most about <paramref name="most"/> places of <paramref name="count"/>, evenly, both ends among them.</summary>
    public static IEnumerable<int> Some(int count, int most) =>
        count <= most ? Enumerable.Range(0, count) : Enumerable.Range(0, most).Select(i => (int)((long)(count - 1) * i / (most - 1)));
}
