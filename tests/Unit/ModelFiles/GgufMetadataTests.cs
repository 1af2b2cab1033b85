using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Gguf;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class GgufMetadataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Integers_are_found_whatever_their_width()
    {
        var metadata = Read(("a", (byte)1), ("b", (ushort)2), ("c", 3u), ("d", -4), ("e", 5ul), ("f", -6L));
        Assert.Equal([1, 2, 3, -4, 5, -6], new[] { "a", "b", "c", "d", "e", "f" }.Select(key => metadata.Integer(key)!.Value));
        Assert.Equal(3.0, metadata.Float("c"));
    }

    [Fact]
    public void Arrays_are_found_whatever_the_width_of_their_elements()
    {
        var metadata = Read(("i32", new[] { 1, -2 }), ("u32", new[] { 1u, 2u }), ("u8", new byte[] { 1, 255 }), ("u64", new[] { 1ul, 2ul }), ("f32", new[] { 0.5f }), ("f64", new[] { 0.25 }), ("text", new[] { "x", "" }), ("flags", new[] { true, false }));
        Assert.Equal([1, -2], metadata.Integers("i32")!);
        Assert.Equal([1, 2], metadata.Integers("u32")!);
        Assert.Equal([1, 255], metadata.Integers("u8")!);
        Assert.Equal([1, 2], metadata.Integers("u64")!);
        Assert.Equal([0.5f], metadata.Floats("f32")!);
        Assert.Equal([0.25f], metadata.Floats("f64")!);
        Assert.Equal(["x", ""], metadata.Strings("text")!);
        Assert.Equal(2, metadata.Count("flags"));
    }

    [Fact]
    public void An_absent_key_is_null_for_every_kind()
    {
        var metadata = Read();
        Assert.Null(metadata.String("x"));
        Assert.Null(metadata.Integer("x"));
        Assert.Null(metadata.Float("x"));
        Assert.Null(metadata.Bool("x"));
        Assert.Null(metadata.Strings("x"));
        Assert.Null(metadata.Floats("x"));
        Assert.Null(metadata.Integers("x"));
    }

    [Fact]
    public void A_key_of_another_kind_is_an_error_that_says_both_kinds()
    {
        var metadata = Read(("text", "seven"), ("number", 7u), ("flag", true), ("huge", ulong.MaxValue), ("far", new[] { 1ul << 40 }), ("bytes", new byte[] { 1 }));
        Assert.Contains("'text' should be an integer but is the string 'seven'", Assert.Throws<ModelFileException>(() => metadata.Integer("text")).Message);
        Assert.Contains("'number' should be a string but is the integer 7", Assert.Throws<ModelFileException>(() => metadata.String("number")).Message);
        Assert.Throws<ModelFileException>(() => metadata.Float("flag"));
        Assert.Throws<ModelFileException>(() => metadata.Bool("number"));
        Assert.Throws<ModelFileException>(() => metadata.Integer("huge"));
        Assert.Throws<ModelFileException>(() => metadata.Integers("far"));
        Assert.Throws<ModelFileException>(() => metadata.Integers("number"));
        Assert.Throws<ModelFileException>(() => metadata.Strings("bytes"));
        Assert.Throws<ModelFileException>(() => metadata.Floats("bytes"));
    }

    private GgufMetadata Read(params (string, object)[] pairs)
    {
        var file = new GgufBytes();
        file.Metadata.AddRange(pairs);
        return GgufHeader.Read(_folder.File("header.gguf", file.ToArray())).Metadata;
    }
}
