using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class KvWriteTests(Machine machine)
{
    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void New_keys_and_values_land_at_their_positions_and_nowhere_else(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        var cache = new PagedCache(TestRandom.Create(), [40, 17], kvHeads: 2, headDim: 6);
        var empty = new float[cache.Layer().Length];
        Array.Fill(empty, float.NaN);
        Assert.Equal(cache.Layer(), Written<F32Format>(lab, cache, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(empty).ToArray(), bytes => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray()));
    }

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Sixteen_bit_caches_hold_the_nearest_number(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        var cache = new PagedCache(TestRandom.Create(), [40, 17], kvHeads: 2, headDim: 6);
        var empty = new byte[2 * cache.Layer().Length];
        var half = Written<F16Format>(lab, cache, empty, bytes => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, System.Half>(bytes).ToArray().Select(value => (float)value).ToArray());
        Assert.Equal(cache.Layer().Select(value => float.IsNaN(value) ? 0 : (float)(System.Half)value), half);
        var brain = Written<Bf16Format>(lab, cache, empty, bytes => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(Bf16Bits.ToFloat).ToArray());
        Assert.Equal(cache.Layer().Select(value => float.IsNaN(value) ? 0 : Bf16Bits.ToFloat(Bf16Bits.FromFloat(value))), brain);
    }

    private static float[] Written<TKv>(Lab lab, PagedCache cache, byte[] empty, Func<byte[], float[]> decode) where TKv : struct, IKvFormat
    {
        var layer = lab.Put(empty);
        var lengths = cache.Keys.Select(keys => keys.Length / cache.Width).ToArray();
        int[] positions = [.. lengths.SelectMany(length => Enumerable.Range(0, length))];
        int[] tables = [.. lengths.SelectMany((length, sequence) => Enumerable.Repeat(sequence * cache.Tables[0].Length, length))];
        lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, ArrayView<byte>, ArrayView<int>, ArrayView<int>, ArrayView<int>, int, int>(KvWrite.Run<TKv>)(
            lab.Stream, 7, 7, lab.Put(cache.Keys.SelectMany(keys => keys).ToArray()), lab.Put(cache.Values.SelectMany(values => values).ToArray()), layer,
            lab.Put(positions), lab.Put(tables), lab.Put(cache.Tables.SelectMany(table => table).ToArray()), positions.Length, cache.Width);
        return decode(lab.Get(layer));
    }
}
