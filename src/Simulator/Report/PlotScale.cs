using System.Globalization;

namespace Orchestrator.Simulator.Report;

/// <summary>The values along an axis: its ends are ticks, between which all data lie.</summary>
internal sealed class PlotScale
{
    // Below, powers of ten are no longer exact enough to divide by; nothing that is measured is so small.
    private const double Smallest = 1e-100;

    private static readonly int[] s_nice = [1, 2, 5];

    private readonly bool _isLogarithmic;
    private readonly string? _format;

    private PlotScale(IReadOnlyList<double> ticks, bool isLogarithmic, string? format) => (Ticks, _isLogarithmic, _format) = (ticks, isLogarithmic, format);

    /// <summary>Rising; at least two.</summary>
    public IReadOnlyList<double> Ticks { get; }

    public double Low => Ticks[0];

    public double High => Ticks[^1];

    /// <summary>Even steps of 1, 2 or 5 times a power of ten, about six of them, around all values; from 0 to 1 when there are none.</summary>
    /// <param name="values">To be covered.</param>
    /// <param name="hasZero">Whether 0 is covered as well.</param>
    public static PlotScale Linear(IEnumerable<double> values, bool hasZero)
    {
        var (low, high) = Ends(hasZero ? values.Append(0) : values) ?? (0, 1);
        // One value, or many that floating point hardly tells apart.
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))) (low, high) = high == 0 ? (0, 1) : (Math.Min(low, low * 2), Math.Max(high, high * 2));
        var (mantissa, exponent) = Step((high - low) / 6);
        var (first, last) = (Math.Floor(Multiple(low)), Math.Ceiling(Multiple(high)));
        var ticks = new List<double>();
        for (var i = first; i <= last; i++) ticks.Add(exponent < 0 ? i * mantissa / Math.Pow(10, -exponent) : i * mantissa * Math.Pow(10, exponent));
        return new PlotScale(ticks, isLogarithmic: false, Format(Math.Max(-first, last) * mantissa * Math.Pow(10, exponent), exponent));

        // Rounded, so that 0.6000000000000001 is no reason for another tick.
        double Multiple(double value) => Math.Round(value / (mantissa * Math.Pow(10, exponent)), 9);
    }

    /// <summary>Powers of ten, with 2 and 5 times them where few decades are covered, around all values above 0; from 0.1 to 10 when there are none.</summary>
    public static PlotScale Logarithmic(IEnumerable<double> values)
    {
        var (low, high) = Ends(values.Where(v => v > Smallest)) ?? (1, 1);
        var (first, last) = ((int)Math.Floor(Math.Log10(low)) - 1, (int)Math.Ceiling(Math.Log10(high)) + 1);
        var all = new List<double>();
        // One decade too many at each end, to be cut: rounding of a logarithm then decides nothing.
        var mantissas = last - first <= 6 ? s_nice : s_nice[..1];
        for (var exponent = first; exponent <= last; exponent++)
            foreach (var mantissa in mantissas) all.Add(exponent < 0 ? mantissa / Math.Pow(10, -exponent) : mantissa * Math.Pow(10, exponent));
        var from = all.FindLastIndex(t => t <= low);
        var to = all.FindIndex(t => t >= high);
        if (from == to) (from, to) = (from - 1, to + 1);
        return new PlotScale(all[from..(to + 1)], isLogarithmic: true, format: null);
    }

    /// <summary>Where a value lies, 0 at the low end and 1 at the high one; values beyond are at the ends.</summary>
    public double Place(double value)
    {
        if (value <= Low) return 0;
        if (value >= High) return 1;
        return _isLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
    }

    /// <summary>A tick as text.</summary>
    public string Label(double tick) => tick == 0 || _format is null ? PlotNumber.Text(tick) : tick.ToString(_format, CultureInfo.InvariantCulture);

    /// <summary>As many digits as the step has, so that neighbours differ.</summary>
    private static string Format(double largest, int exponent)
    {
        var isPlain = largest < 1e9 && exponent >= -6;
        var digits = isPlain ? -exponent : (int)Math.Floor(Math.Log10(largest)) - exponent;
        return (isPlain ? "#,0." : "0.") + new string('#', Math.Max(0, digits)) + (isPlain ? "" : "e0");
    }

    private static (double Low, double High)? Ends(IEnumerable<double> values)
    {
        (double Low, double High)? ends = null;
        foreach (var value in values)
            if (PlotNumber.IsDrawable(value)) ends = ends is { } e ? (Math.Min(e.Low, value), Math.Max(e.High, value)) : (value, value);
        return ends;
    }

    /// <summary>The smallest nice step that is at least <paramref name="least"/>.</summary>
    private static (int Mantissa, int Exponent) Step(double least)
    {
        var exponent = (int)Math.Floor(Math.Log10(least));
        var size = least / Math.Pow(10, exponent);
        foreach (var mantissa in s_nice)
            if (size <= mantissa * (1 + 1e-9)) return (mantissa, exponent);
        return (1, exponent + 1);
    }
}
