namespace Orchestrator.Policies.Cost;

/// <summary>Where a step's time goes; seconds.</summary>
/// <param name="Fixed">What every step takes.</param>
/// <param name="Dense">Matrices and elementwise work of all layers.</param>
/// <param name="Head">Output matrix and sampling.</param>
/// <param name="Attention">Prefill and decode attention.</param>
/// <param name="Communication">All-reduce and all-to-all.</param>
/// <param name="Penalty">What the step takes on top for being mixed.</param>
public readonly record struct StepParts(double Fixed, double Dense, double Head, double Attention, double Communication, double Penalty)
{
    public double Seconds => Fixed + Dense + Head + Attention + Communication + Penalty;
}
