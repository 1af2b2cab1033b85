using System.IO.Hashing;
using Orchestrator.ModelFiles;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class ModelDigestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_digest_of_a_file_is_that_of_its_bytes_wherever_it_lies()
    {
        var bytes = TinyGguf.Model().ToArray();
        var digest = ModelDigest.Compute(_folder.File("a.gguf", bytes));
        Assert.Equal(Convert.ToHexStringLower(XxHash128.Hash(bytes)), digest);
        Assert.Equal(digest, ModelDigest.Compute(_folder.File("b.gguf", bytes)));
        bytes[^1] ^= 1;
        Assert.NotEqual(digest, ModelDigest.Compute(_folder.File("a.gguf", bytes)));
    }

    [Fact]
    public void The_digest_of_a_folder_covers_what_opening_it_reads()
    {
        new TinyFolder().WriteShards(_folder);
        var digest = ModelDigest.Compute(_folder.Path);
        byte[] all = [.. new[] { "config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json" }
            .SelectMany(name => File.ReadAllBytes(Path.Combine(_folder.Path, name)))];
        Assert.Equal(Convert.ToHexStringLower(XxHash128.Hash(all)), digest);
        _folder.File("tokenizer.json", "{}"u8);
        Assert.Equal(digest, ModelDigest.Compute(_folder.Path));
    }

    [Fact]
    public void Progress_rises_to_one()
    {
        // More than one chunk; the numbers do not matter to a digest.
        var reports = new Reports();
        ModelDigest.Compute(_folder.File("large.bin", new byte[20 << 20]), reports);
        Assert.Equal([0.4, 0.8, 1.0], reports);
    }

    [Fact]
    public void A_missing_file_is_one_clear_error() =>
        Assert.Contains("no such file", Assert.Throws<ModelFileException>(() => ModelDigest.Compute(Path.Combine(_folder.Path, "nowhere"))).Message);

    private sealed class Reports : List<double>, IProgress<double>
    {
        public void Report(double value) => Add(value);
    }
}
