using System.Globalization;

namespace Orchestrator.LoadTests.Report;

/// <summary>An axis: where values lie between its ends, 0 to 1, and its ticks.</summary>
/// <param name="Label">With unit.</param>
/// <param name="Low">At 0.</param>
/// <param name="High">At 1; above <paramref name="Low"/>.</param>
/// <param name="IsLogarithmic">Both ends are above 0 then.</param>
internal sealed record PlotAxis(string Label, double Low, double High, bool IsLogarithmic)
{
    /// <summary>From 0 to a little more than the largest.</summary>
    public static PlotAxis FromZero(string label, IEnumerable<double> values)
    {
        var most = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var step = Step(most > 0 ? most : 1);
        return new PlotAxis(label, 0, Math.Max(step, step * Math.Ceiling(most / step - 1e-9)), IsLogarithmic: false);
    }

    /// <summary>Whole decades around all values above 0.</summary>
    public static PlotAxis Decades(string label, IEnumerable<double> values)
    {
        double[] all = [.. values.Where(v => double.IsFinite(v) && v > 0).DefaultIfEmpty(1)];
        var (low, high) = (Math.Floor(Math.Log10(all.Min())), Math.Ceiling(Math.Log10(all.Max())));
        return new PlotAxis(label, Math.Pow(10, low), Math.Pow(10, Math.Max(high, low + 1)), IsLogarithmic: true);
    }

    public double Place(double value) => Math.Clamp(IsLogarithmic ? Math.Log(Math.Max(value, Low) / Low) / Math.Log(High / Low) : (value - Low) / (High - Low), 0, 1);

    public IEnumerable<double> Ticks()
    {
        if (IsLogarithmic)
            for (var tick = Low; tick <= High * 1.001; tick *= 10) yield return tick;
        else
            for (var (i, step) = (0, Step(High)); i * step <= High * 1.001; i++) yield return i * step;
    }

    /// <summary>Four digits at most.</summary>
    public static string Text(double value) => value.ToString(Math.Abs(value) >= 1000 ? "#,0" : "0.####", CultureInfo.InvariantCulture);

    // 1, 2 or 5 times a power of ten; about five of them in all.
    private static double Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most / 5)));
        return (most / 5 / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }
}
