using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>A format whose numbers are small integers with a scale that at least 16 neighbours share. Implementations are empty structs.</summary>
public interface IQuantFormat
{
    /// <summary>The integer of the number at <paramref name="index"/>, which counts row-major over the whole tensor.</summary>
    int Quant(ArrayView<byte> tensor, long index);

    /// <summary>What turns the integer at <paramref name="index"/>, and its 15 aligned neighbours', into the number.</summary>
    QuantScale Scale(ArrayView<byte> tensor, long index);
}
