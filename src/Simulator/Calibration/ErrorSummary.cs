namespace Orchestrator.Simulator.Calibration;

/// <summary>Relative errors |model - measured| / measured of one set of points.</summary>
/// <param name="Points">How many.</param>
/// <param name="Median">The error that half of the points stay below.</param>
/// <param name="P95">The error that 95 % of the points stay below.</param>
internal readonly record struct ErrorSummary(int Points, double Median, double P95)
{
    public static ErrorSummary Of(IEnumerable<(double Model, double Measured)> pairs)
    {
        var errors = pairs.Select(p => Math.Abs(p.Model - p.Measured) / p.Measured).Order().ToList();
        return errors.Count == 0 ? default : new(errors.Count, At(errors, 0.5), At(errors, 0.95));
    }

    // The smallest error that at least this share of the points does not pass.
    private static double At(List<double> errors, double share) => errors[Math.Max(0, (int)Math.Ceiling(share * errors.Count) - 1)];
}
