using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class HuggingFaceModelTests
{
    [Fact]
    public void A_folder_holds_the_same_numbers_as_the_GGUF_file_made_from_it()
    {
        using var folder = ModelFile.Open(SharedData.Path("models/tinystories-656K"));
        using var gguf = ModelFile.Open(SharedData.Unzipped("models/tinystories-656K/tinystories-656K-f32.gguf"));
        Assert.Equal(gguf.Config with { Name = "tinystories-656K", Rope = folder.Config.Rope }, folder.Config);
        Assert.Equal(RopePairing.Halves, folder.Config.Rope.Pairing);
        Assert.Equal(gguf.Config.Rope.InverseFrequencies, folder.Config.Rope.InverseFrequencies);
        Assert.Same(folder.Embedding, folder.Output);
        foreach (var name in Names(gguf.Config))
        {
            var (own, converted) = (folder.Require(name), gguf.Require(name));
            Assert.Equal((own.Rows, own.Columns), (converted.Rows, converted.Columns));
            for (var row = 0; row < own.Rows; row++)
            {
                var permuted = name.Contains("attn_q.") || name.Contains("attn_k.") ? RowInGguf(row, gguf.Config.HeadDim) : row;
                Assert.True(Row(own, row).SequenceEqual(Row(converted, permuted)), $"{name}, row {row}");
            }
        }
    }

    // Converters reorder each head's rows of query and key so that the two numbers of a rotation, i and i + half, become neighbours.
    private static int RowInGguf(int row, int headDim)
    {
        int head = row / headDim, within = row % headDim, half = headDim / 2;
        return head * headDim + within % half * 2 + within / half;
    }

    private static IEnumerable<string> Names(ModelConfig config) =>
    [
        "token_embd.weight", "output_norm.weight", "output.weight",
        .. from layer in Enumerable.Range(0, config.Layers)
           from part in new[] { "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down" }
           select $"blk.{layer}.{part}.weight",
    ];

    private static float[] Row(Tensor tensor, int row)
    {
        var numbers = new float[tensor.Columns];
        Dequantizer.Row(tensor.Type, tensor.Row(row), numbers);
        return numbers;
    }
}
