namespace Orchestrator.Workers.Kernels;

/// <summary>One token's sums for four rows of a matrix, or the same eight columns of four rows.</summary>
/// <typeparam name="T">float or <see cref="Octet"/>.</typeparam>
public struct Quad<T> where T : struct
{
    public T A, B, C, D;
}
