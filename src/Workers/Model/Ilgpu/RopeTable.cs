using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>Cosines and sines of the rotary embedding on the device, for all positions reached so far. PTX has only approximate ones, wrong for large angles.</summary>
public sealed class RopeTable(IlgpuDevice device, RopeConfig rope) : IDisposable
{
    private MemoryBuffer1D<float, Stride1D.Dense>? _turns;
    private int _positions;

    /// <summary>[positions, pairs, 2]: cosine and sine; holds at least <paramref name="positions"/> positions. The compute stream must be idle.</summary>
    public ArrayView<float> Upto(int positions)
    {
        if (_turns is null || positions > _positions) Grow(Math.Max(1024, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)positions)));
        return _turns!.View;
    }

    public void Dispose()
    {
        if (_turns is not null) device.Free(_turns);
        _turns = null;
    }

    private void Grow(int positions)
    {
        var pairs = rope.InverseFrequencies.Length;
        var turns = new float[(long)positions * pairs * 2];
        Parallel.For(0, positions, position =>
        {
            for (var i = 0; i < pairs; i++)
            {
                var (sine, cosine) = Math.SinCos((double)position * rope.InverseFrequencies[i]);
                turns[((long)position * pairs + i) * 2] = (float)cosine;
                turns[((long)position * pairs + i) * 2 + 1] = (float)sine;
            }
        });
        Dispose();
        _turns = device.Allocate<float>(turns.Length, $"the rotary embedding of {positions:N0} positions");
        _turns.View.CopyFromCPU(device.Compute, turns);
        device.Compute.Synchronize();
        _positions = positions;
    }
}
