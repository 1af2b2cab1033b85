namespace Orchestrator.Simulator.Workloads;

/// <summary>A distribution by some of its quantiles, straight in between.</summary>
internal sealed class QuantileCurve
{
    private readonly IReadOnlyList<double> _levels;
    private readonly IReadOnlyList<int> _values;

    /// <param name="levels">Rising, from 0 to 1.</param>
    /// <param name="values">The quantile of each level, not falling.</param>
    public QuantileCurve(IReadOnlyList<double> levels, IReadOnlyList<int> values)
    {
        if (levels.Count != values.Count || levels.Count < 2) throw new InvalidDataException($"{values.Count} quantiles for {levels.Count} levels");
        if (levels[0] != 0 || levels[^1] != 1) throw new InvalidDataException($"levels from {levels[0]} to {levels[^1]}; 0 to 1 are needed");
        for (var i = 1; i < levels.Count; i++)
            if (levels[i] <= levels[i - 1] || values[i] < values[i - 1]) throw new InvalidDataException($"level {levels[i]}: {values[i]} after {values[i - 1]}");
        (_levels, _values) = (levels, values);
    }

    public IReadOnlyList<double> Levels => _levels;

    public IReadOnlyList<int> Values => _values;

    /// <summary>The curve of <paramref name="sorted"/> numbers. Its last point is moved, up to <paramref name="most"/>, so that the mean is theirs: in a long tail the last two quantiles say little of what lies between.</summary>
    public static QuantileCurve Of(IReadOnlyList<double> levels, IReadOnlyList<int> sorted, int most)
    {
        int[] values = [.. levels.Select(level => (int)Math.Round(Quantile(sorted, level)))];
        var last = levels.Count - 1;
        var before = 0.0;
        for (var i = 1; i < last; i++) before += (levels[i] - levels[i - 1]) * (values[i] + values[i - 1]) / 2;
        var exact = (sorted.Average() - before) * 2 / (levels[last] - levels[last - 1]) - values[last - 1];
        values[last] = (int)Math.Round(Math.Clamp(exact, values[last - 1], most));
        return new QuantileCurve(levels, values);
    }

    /// <summary>The value below which the share <paramref name="u"/>, from 0 to 1, of all values lies.</summary>
    public double At(double u)
    {
        var (low, high) = (0, _levels.Count - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (_levels[middle] <= u) low = middle;
            else high = middle;
        }
        return _values[low] + (_values[high] - _values[low]) * (u - _levels[low]) / (_levels[high] - _levels[low]);
    }

    private static double Quantile(IReadOnlyList<int> sorted, double level)
    {
        var place = level * (sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
