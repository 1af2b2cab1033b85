using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class DequantizerTests
{
    public static TheoryData<TensorType> Types => [.. Enum.GetValues<TensorType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_decodes_to_exactly_the_floats_of_ggml(TensorType type)
    {
        using var goldens = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("goldens/dequant_ggml.json")));
        var golden = goldens.RootElement.EnumerateArray().Single(g => g.GetProperty("type").GetInt32() == (int)type);
        Assert.Equal(golden.GetProperty("block").GetInt32(), TensorTypes.BlockLength(type));
        Assert.Equal(golden.GetProperty("type_size").GetInt32(), TensorTypes.BlockBytes(type));

        float[] expected = [.. golden.GetProperty("f32").EnumerateArray().Select(number => number.GetSingle())];
        var decoded = new float[expected.Length];
        Dequantizer.Row(type, Convert.FromHexString(golden.GetProperty("hex").GetString()!), decoded);
        Assert.Equal(expected.Select(BitConverter.SingleToUInt32Bits), decoded.Select(BitConverter.SingleToUInt32Bits));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Sixteen_numbers_at_a_time_give_the_bits_of_one_at_a_time(TensorType type)
    {
        var random = RandomSeed.New();
        var source = new byte[TensorTypes.RowBytes(type, 64 * 256)];
        random.NextBytes(source);
        float[] expected = new float[64 * 256], decoded = new float[64 * 256];
        Dequantizer.Scalar(type, source, expected);
        Dequantizer.Row(type, source, decoded);
        // Which NaN comes out of a scale that is one does not matter.
        Assert.Equal(expected.Select(Bits), decoded.Select(Bits));
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Every_half_decodes_even_in_rows_of_odd_length(TensorType type)
    {
        var all = Enumerable.Range(0, 65536).Append(0x3C01).Select(bits => (ushort)bits).ToArray();
        var (expected, decoded) = (new float[all.Length], new float[all.Length]);
        Dequantizer.Scalar(type, MemoryMarshal.AsBytes<ushort>(all), expected);
        Dequantizer.Row(type, MemoryMarshal.AsBytes<ushort>(all), decoded);
        Assert.Equal(expected.Select(Bits), decoded.Select(Bits));
        Assert.Equal(type == TensorType.F16 ? 1.00097656f : BitConverter.UInt32BitsToSingle(0x3C010000), decoded[^1]);
    }

    [Fact]
    public void Spans_that_do_not_fit_the_type_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Dequantizer.Row(TensorType.Q8_0, new byte[34], new float[31]));
        Assert.Throws<ArgumentException>(() => Dequantizer.Row(TensorType.Q8_0, new byte[33], new float[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dequantizer.Row((TensorType)5, new byte[32], new float[32]));
    }

    private static uint Bits(float number) => float.IsNaN(number) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(number);
}
