using System.Buffers.Binary;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Gguf;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

/// <summary>Files cut short and changed at many places: whatever comes of it is a ModelFileException or a model whose every tensor can be read, at a bounded cost.</summary>
public sealed class DamagedFilesTests : IDisposable
{
    private static readonly ulong[] s_hostile = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1UL << 32, 1UL << 62, 1UL << 63, ulong.MaxValue - 7, ulong.MaxValue];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_GGUF_file_cut_short_anywhere_does_not_open()
    {
        var whole = TinyGguf.Model("qwen3").ToArray();
        var header = HeaderLength(whole);
        for (var length = 0; length < whole.Length - 32; length += length < header ? 1 : 61)
        {
            var path = _folder.File("model.gguf", whole.AsSpan(..length));
            Assert.False(Opens(path, path, length), $"opened with {length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public void A_safetensors_file_cut_short_anywhere_does_not_open()
    {
        var folder = new TinyFolder().Write(_folder);
        var whole = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        var header = 8 + BinaryPrimitives.ReadInt32LittleEndian(whole);
        for (var length = 0; length < whole.Length; length += length < header ? 1 : 61)
        {
            _folder.File("model.safetensors", whole.AsSpan(..length));
            Assert.False(Opens(folder, folder, length + 4096), $"opened with {length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public void Hostile_numbers_anywhere_in_a_GGUF_header_do_no_harm()
    {
        var file = TinyGguf.Model().ToArray();
        var header = HeaderLength(file);
        for (var at = 0; at < header - 8; at += 2)
        {
            var number = s_hostile[at % s_hostile.Length];
            var changed = file.ToArray();
            BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(at), number);
            var path = _folder.File("model.gguf", changed);
            Opens(path, path, file.Length);
        }
    }

    [Fact]
    public void Random_changes_of_a_GGUF_header_do_no_harm()
    {
        var random = RandomSeed.New();
        var file = TinyGguf.Model("qwen2").ToArray();
        var header = HeaderLength(file);
        for (var round = 0; round < 1000; round++)
        {
            var path = _folder.File("model.gguf", Changed(file, header, random));
            Opens(path, path, file.Length);
        }
    }

    [Theory]
    [InlineData("model-00001-of-00002.safetensors")]
    [InlineData("model.safetensors.index.json")]
    [InlineData("config.json")]
    public void Random_changes_of_a_folder_do_no_harm(string name)
    {
        var random = RandomSeed.New();
        var folder = new TinyFolder().With("rope_scaling", """{"type": "linear", "factor": 4.0}""").WriteShards(_folder);
        var file = File.ReadAllBytes(Path.Combine(folder, name));
        var header = name.EndsWith(".json", StringComparison.Ordinal) ? file.Length : 8 + BinaryPrimitives.ReadInt32LittleEndian(file);
        for (var round = 0; round < 1000; round++)
        {
            _folder.File(name, Changed(file, header, random));
            Opens(folder, folder, 64 << 10);
        }
    }

    [Theory]
    [InlineData("models/stories260K/stories260K-q4_k_m.gguf")]
    [InlineData("models/random/random-llama-q2_k.gguf")]
    public void Random_changes_of_a_real_header_do_no_harm(string name)
    {
        var random = RandomSeed.New();
        var file = File.ReadAllBytes(SharedData.Unzipped(name));
        var header = (int)GgufHeader.Read(SharedData.Unzipped(name)).DataStart;
        for (var round = 0; round < 200; round++)
        {
            var path = _folder.File("model.gguf", Changed(file, header, random));
            Opens(path, path, file.Length);
        }
    }

    // One to four places: a flipped bit, a random byte, a digit (which keeps JSON and text alive), or eight hostile bytes.
    private static byte[] Changed(byte[] file, int header, Random random)
    {
        var changed = file.ToArray();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(header);
            switch (random.Next(4))
            {
                case 0: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: changed[at] = (byte)random.Next(256); break;
                case 2: changed[at] = (byte)('0' + random.Next(10)); break;
                default: BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(Math.Min(at, header - 8)), s_hostile[random.Next(s_hostile.Length)]); break;
            }
        }
        return changed;
    }

    /// <summary>Opens the model if it can be, and touches both ends of every tensor. Fails the test on any other exception, a message of many lines, or too much memory.</summary>
    private static bool Opens(string path, string start, int bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var opened = false;
        try
        {
            using var model = ModelFile.Open(path);
            opened = true;
            Touch(model);
        }
        catch (ModelFileException error)
        {
            Assert.StartsWith(start, error.Message);
            Assert.True(!error.Message.Contains('\n') && error.Message.Length < 600 + start.Length, error.Message);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 64 * 1024 + 4L * bytes, $"{allocated} bytes allocated for a file of {bytes}");
        return opened;
    }

    private static void Touch(ModelFile model)
    {
        string[] names = [.. RequiredTensors.Of(model.Config, Architecture.All.Single(a => a.Name == model.Config.Architecture)).Select(t => t.Name)];
        foreach (var name in names)
        {
            var tensor = model.Require(name);
            GC.KeepAlive(tensor.Row(0)[0] + tensor.Row(tensor.Rows - 1)[^1]);
        }
    }

    private static int HeaderLength(byte[] gguf)
    {
        // The numbers begin with -0.5 and its successors.
        Span<byte> first = stackalloc byte[12];
        for (var i = 0; i < 3; i++) BinaryPrimitives.WriteSingleLittleEndian(first[(4 * i)..], GgufBytes.Number(i));
        return gguf.AsSpan().IndexOf(first);
    }
}
