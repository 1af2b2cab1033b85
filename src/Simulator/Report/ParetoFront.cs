namespace Orchestrator.Simulator.Report;

/// <summary>The points that no other point beats.</summary>
public static class ParetoFront
{
    /// <summary>The places of those of <paramref name="points"/> for which no other is at least as far right and as high, and farther or higher; of equal ones the first. In the order of X.</summary>
    public static int[] Of(IReadOnlyList<PlotPoint> points)
    {
        var highest = double.NegativeInfinity;
        var front = new List<int>();
        // The sort is stable: equal points stay in their order.
        foreach (var i in Enumerable.Range(0, points.Count).OrderByDescending(i => points[i].X).ThenByDescending(i => points[i].Y))
        {
            if (!(points[i].Y > highest)) continue;
            highest = points[i].Y;
            front.Add(i);
        }
        front.Reverse();
        return [.. front];
    }
}
