namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Eight 16-bit numbers, read in one load.</summary>
public struct Bits128
{
    public uint AB, CD, EF, GH;
}
