using System.Globalization;

namespace Orchestrator.Simulator.Report;

/// <summary>Numbers as plots show them.</summary>
internal static class PlotNumber
{
    // Beyond, differences overflow; nothing that is measured is so large.
    private const double Largest = 1e100;

    /// <summary>Whether a value can be drawn.</summary>
    public static bool IsDrawable(double value) => Math.Abs(value) <= Largest;

    /// <summary>Four digits, thousands apart; powers of ten for what is very large or very small.</summary>
    public static string Text(double value)
    {
        var size = Math.Abs(value);
        if (size == 0) return "0";
        if (!double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        if (size is >= 1e9 or < 1e-4) return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        if (size >= 1000) return value.ToString("#,0", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 7);
        return Math.Round(value, decimals).ToString("0.#######", CultureInfo.InvariantCulture);
    }
}
