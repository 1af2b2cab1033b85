using System.Text.Json;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.Tests;
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
}
