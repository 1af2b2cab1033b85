namespace Orchestrator.Simulator.Calibration;

/// <summary>One profile's errors: of the catalogue as it is, and of figures freshly fitted to the profiles given.</summary>
/// <param name="Profile">What was measured.</param>
/// <param name="Step">Whole steps.</param>
/// <param name="Dense">All layers without attention.</param>
/// <param name="Attention">Attention of one layer.</param>
/// <param name="Head">Output matrix and, where measured, sampler.</param>
/// <param name="FittedStep">Whole steps with freshly fitted figures; no points if nothing was fitted.</param>
internal sealed record ProfileErrors(MeasuredProfile Profile, ErrorSummary Step, ErrorSummary Dense, ErrorSummary Attention, ErrorSummary Head, ErrorSummary FittedStep)
{
    /// <summary>A median above 15 % or a 95th percentile above 30 % of whole steps.</summary>
    public bool IsTooLarge => Step.Median > MostMedian || Step.P95 > MostP95;

    public const double MostMedian = 0.15, MostP95 = 0.3;
}
