using System.Globalization;
using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Planning;

/// <summary>What a GPU of each kind costs per hour.</summary>
internal static class GpuPrices
{
    /// <summary>Prices by hardware; empty when none are given.</summary>
    /// <param name="given">H=3.5, one or several with commas between.</param>
    /// <param name="hardware">For all of which a price is needed as soon as one has one.</param>
    /// <exception cref="TraceException">A price is not a number above 0, is for other hardware, or is missing.</exception>
    public static IReadOnlyDictionary<string, double> Parse(IEnumerable<string> given, IReadOnlyCollection<string> hardware)
    {
        var prices = new Dictionary<string, double>();
        foreach (var text in given.SelectMany(g => g.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var price) || !(price > 0 && double.IsFinite(price)))
                throw new TraceException($"--cost-per-gpu-hour {text} is not HARDWARE=PRICE with a price above 0");
            if (!hardware.Contains(parts[0])) throw new TraceException($"--cost-per-gpu-hour {text}: --hardware has no {parts[0]}, only {string.Join(", ", hardware)}");
            prices[parts[0]] = price;
        }
        if (prices.Count > 0 && hardware.FirstOrDefault(h => !prices.ContainsKey(h)) is { } missing) throw new TraceException($"--cost-per-gpu-hour has no price for {missing}");
        return prices;
    }
}
