namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>number = integer * <see cref="Factor"/> + <see cref="Offset"/>.</summary>
public struct QuantScale
{
    public float Factor, Offset;

    public QuantScale(float factor, float offset = 0f) => (Factor, Offset) = (factor, offset);
}
