using System.Text.Json;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class WritingFoldersTests
{
    public static TheoryData<string> Names => [.. GoldenModels.Names.Where(name => !name.Contains("q8_0") && !name.Contains("q4_0"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_folder_is_its_file_s_twin(string name)
    {
        using var file = ModelFile.Open(GoldenModels.File(name).Path);
        using var folder = ModelFile.Open(GoldenModels.Folder(name).Path);
        var (one, two) = (file.Config, folder.Config);
        Assert.Equal(one with { Architecture = two.Architecture, Name = two.Name, Rope = two.Rope }, two);
        Assert.Equal(one.Rope.InverseFrequencies, two.Rope.InverseFrequencies, (a, b) => Math.Abs(a - b) <= 1e-6f * a);
        Assert.Equal(RopePairing.Halves, two.Rope.Pairing);

        var recipe = GoldenModels.File(name).Recipe;
        foreach (var tensor in TensorNames(recipe))
        {
            if (!file.TryGetTensor(tensor, out var left)) continue;
            var right = folder.Require(tensor);
            Assert.Equal((left.Rows, left.Columns), (right.Rows, right.Columns));
            var turned = one.Rope.Pairing != two.Rope.Pairing && (tensor.EndsWith("attn_q.weight", StringComparison.Ordinal) || tensor.EndsWith("attn_k.weight", StringComparison.Ordinal));
            for (var row = 0; row < left.Rows; row++) Assert.Equal(Numbers(left, turned ? Neighbour(row, recipe.HeadDim) : row, right.Type), Numbers(right, row, right.Type));
        }
    }

    [Fact]
    public void The_tokenizer_has_the_file_s_pieces_and_merges_spelling_them()
    {
        var golden = GoldenModels.Folder("end-to-end");
        var vocabulary = RandomVocabulary.Make(golden.Recipe.Vocab, golden.Seed);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden.Path, "tokenizer.json")));
        var model = json.RootElement.GetProperty("model");
        Assert.Equal(vocabulary.Pieces, model.GetProperty("vocab").EnumerateObject().OrderBy(entry => entry.Value.GetInt32()).Select(entry => entry.Name));
        var spelled = model.GetProperty("merges").EnumerateArray().Select(merge => merge.GetString()!.Replace(" ", "")).Distinct();
        Assert.Equal(vocabulary.Merged, spelled);
    }

    [Fact]
    public void Safetensors_has_no_name_for_quantised_types()
    {
        var quantised = TensorSource.Of("w", TensorType.Q8_0, [1, 32], new byte[34]);
        Assert.Equal("tensor w: safetensors has no type Q8_0", Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write("never written", [quantised])).Message);
    }

    // Row of a head in halves -> the row in neighbours that turns with the same frequency.
    private static int Neighbour(int row, int headDim)
    {
        var place = row % headDim;
        return row - place + (place < headDim / 2 ? 2 * place : 2 * (place - headDim / 2) + 1);
    }

    // A folder stores vectors in its own type; GGUF files in F32.
    private static byte[] Numbers(Tensor tensor, int row, TensorType type)
    {
        if (tensor.Type == type) return tensor.Row(row).ToArray();
        var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.Row(row));
        var bytes = new byte[TensorTypes.RowBytes(type, tensor.Columns)];
        RowEncoder.Encode(type, numbers, bytes);
        return bytes;
    }

    private static IEnumerable<string> TensorNames(RandomModelRecipe recipe)
    {
        string[] layer = ["attn_norm.weight", "attn_q.weight", "attn_k.weight", "attn_v.weight", "attn_output.weight", "attn_q.bias", "attn_k.bias", "attn_v.bias",
            "attn_q_norm.weight", "attn_k_norm.weight", "ffn_norm.weight", "ffn_gate.weight", "ffn_up.weight", "ffn_down.weight"];
        return ["token_embd.weight", "output_norm.weight", "output.weight", .. Enumerable.Range(0, recipe.Layers).SelectMany(index => layer.Select(name => $"blk.{index}.{name}"))];
    }
}
