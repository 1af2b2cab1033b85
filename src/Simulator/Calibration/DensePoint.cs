namespace Orchestrator.Simulator.Calibration;

/// <summary>Measured seconds of one layer, without attention, on one device.</summary>
/// <param name="Tokens">Tokens in the step.</param>
/// <param name="Matrices">Matrix products of the layer.</param>
/// <param name="Elementwise">Norms, rotation, activation, residual sums of the layer.</param>
/// <param name="Once">Embedding and last norm, once a step.</param>
internal readonly record struct DensePoint(double Tokens, double Matrices, double Elementwise, double Once)
{
    public double Step(int layers) => layers * (Matrices + Elementwise) + Once;
}
