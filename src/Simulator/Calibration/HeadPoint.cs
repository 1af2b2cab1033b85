namespace Orchestrator.Simulator.Calibration;

/// <summary>Measured seconds of the output matrix and, where measured, of sampling, on one device.</summary>
internal readonly record struct HeadPoint(int Sequences, double Matrix, double Sampler)
{
    public double Seconds => Matrix + Sampler;
}
