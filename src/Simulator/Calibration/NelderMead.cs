namespace Orchestrator.Simulator.Calibration;

/// <summary>Minimises a function of a few variables without derivatives (Nelder and Mead, 1965), begun anew from its result until that no longer helps. Deterministic.</summary>
internal static class NelderMead
{
    private const double Reflection = 1, Expansion = 2, Contraction = 0.5, Shrinking = 0.5, Enough = 1e-10;

    /// <param name="function">What to minimise; infinite where a point is not allowed.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="step">Size of the first simplex in each variable.</param>
    /// <param name="evaluations">At most so many calls, about.</param>
    public static double[] Minimise(Func<double[], double> function, double[] start, double step = 0.3, int evaluations = 4000)
    {
        var best = ((double[])start.Clone(), Value: function(start));
        for (var left = evaluations; left > 0;)
        {
            var (point, value, used) = Once(function, best.Item1, step, left);
            left -= used;
            var gain = best.Value - value;
            best = (point, value);
            if (gain <= 1e-6 * Math.Abs(value)) break;
        }
        return best.Item1;
    }

    private static (double[] Point, double Value, int Used) Once(Func<double[], double> function, double[] start, double step, int evaluations)
    {
        var n = start.Length;
        var used = 0;
        double Ask(double[] point)
        {
            used++;
            return function(point);
        }
        var simplex = new List<(double[] Point, double Value)> { (start, Ask(start)) };
        for (var i = 0; i < n; i++)
        {
            var corner = (double[])start.Clone();
            corner[i] += step;
            simplex.Add((corner, Ask(corner)));
        }
        while (used < evaluations)
        {
            simplex.Sort((a, b) => a.Value.CompareTo(b.Value));
            var (low, high) = (simplex[0], simplex[^1]);
            if (high.Value - low.Value <= Enough * (1 + Math.Abs(low.Value))) break;
            var centre = Enumerable.Range(0, n).Select(d => simplex.Take(n).Average(c => c.Point[d])).ToArray();
            double[] Toward(double factor) => [.. centre.Select((c, d) => c + factor * (c - high.Point[d]))];
            var reflected = Toward(Reflection);
            var value = Ask(reflected);
            if (value < low.Value)
            {
                var expanded = Toward(Expansion);
                var further = Ask(expanded);
                simplex[^1] = further < value ? (expanded, further) : (reflected, value);
                continue;
            }
            if (value < simplex[^2].Value)
            {
                simplex[^1] = (reflected, value);
                continue;
            }
            var contracted = value < high.Value ? Toward(Contraction) : Toward(-Contraction);
            var nearer = Ask(contracted);
            if (nearer < Math.Min(value, high.Value))
            {
                simplex[^1] = (contracted, nearer);
                continue;
            }
            for (var i = 1; i <= n; i++)
            {
                var shrunk = simplex[i].Point.Select((x, d) => low.Point[d] + Shrinking * (x - low.Point[d])).ToArray();
                simplex[i] = (shrunk, Ask(shrunk));
            }
        }
        var best = simplex.MinBy(c => c.Value);
        return (best.Point, best.Value, used);
    }
}
