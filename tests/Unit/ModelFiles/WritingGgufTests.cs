using System.Buffers.Binary;
using System.Text;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class WritingGgufTests
{
    [Fact]
    public void A_file_is_header_pairs_descriptions_and_aligned_tensors()
    {
        var metadata = new GgufMetadataWriter();
        metadata.Add("n", 7u);
        metadata.AddArray("s", ["a", "é"]);
        var file = Write(metadata, [Vector("x", 1f, 2f), Vector("y", 3f)], alignment: 64);

        var expected = new Bytes()
            .Text("GGUF").U32(3).U64(2).U64(3)
            .Name("n").U32(4).U32(7)
            .Name("s").U32(9).U32(8).U64(2).Name("a").Name("é")
            .Name("general.alignment").U32(4).U32(64)
            .Name("x").U32(1).U64(2).U32(0).U64(0)
            .Name("y").U32(1).U64(1).U32(0).U64(64)
            .PadTo(64).F32(1f).F32(2f)
            .PadTo(64).F32(3f).PadTo(64);
        Assert.Equal(expected.ToArray(), file);
    }

    [Fact]
    public void Every_kind_of_number_has_its_id_and_width()
    {
        var metadata = new GgufMetadataWriter();
        metadata.Add("a", (byte)1);
        metadata.Add("a2", (sbyte)-1);
        metadata.Add("b", (ushort)2);
        metadata.Add("b2", (short)-2);
        metadata.Add("c", 3u);
        metadata.Add("c2", -3);
        metadata.Add("d", 1.5f);
        metadata.Add("e", true);
        metadata.Add("f", 4ul);
        metadata.Add("f2", -4L);
        metadata.Add("g", 2.5);
        metadata.AddArray<short>("h", [1, -1]);
        metadata.AddArray<bool>("i", [true, false]);

        var expected = new Bytes()
            .Text("GGUF").U32(3).U64(0).U64(13)
            .Name("a").U32(0).U8(1).Name("a2").U32(1).U8(0xFF)
            .Name("b").U32(2).U16(2).Name("b2").U32(3).U16(0xFFFE)
            .Name("c").U32(4).U32(3).Name("c2").U32(5).U32(uint.MaxValue - 2)
            .Name("d").U32(6).F32(1.5f).Name("e").U32(7).U8(1)
            .Name("f").U32(10).U64(4).Name("f2").U32(11).U64(ulong.MaxValue - 3)
            .Name("g").U32(12).U64(BitConverter.DoubleToUInt64Bits(2.5))
            .Name("h").U32(9).U32(3).U64(2).U16(1).U16(0xFFFF)
            .Name("i").U32(9).U32(7).U64(2).U8(1).U8(0)
            .PadTo(32);
        Assert.Equal(expected.ToArray(), Write(metadata, []));
    }

    [Fact]
    public void Rows_stand_after_columns()
    {
        var file = Write(new GgufMetadataWriter(), [TensorSource.Of("m", TensorType.F16, [3, 2], new byte[12])]);
        var expected = new Bytes().Text("GGUF").U32(3).U64(1).U64(0).Name("m").U32(2).U64(2).U64(3).U32(1).U64(0);
        Assert.Equal(expected.ToArray(), file[..expected.Length]);
    }

    [Fact]
    public void Wrong_input_is_refused_with_the_values()
    {
        var metadata = new GgufMetadataWriter();
        metadata.Add("k", "v");
        Assert.Equal("metadata key k is given twice", Assert.Throws<ArgumentException>(() => metadata.Add("k", 1)).Message);
        Assert.Equal("GGUF has no kind for Char", Assert.Throws<ArgumentException>(() => metadata.Add("c", 'x')).Message);
        Assert.Equal("tensor x is given twice", Assert.Throws<ArgumentException>(() => Write(metadata, [Vector("x", 1f), Vector("x", 1f)])).Message);
        Assert.Equal("alignment 12 is not a positive multiple of 8", Assert.Throws<ArgumentException>(() => Write(metadata, [], alignment: 12)).Message);
        var odd = TensorSource.Of("q", TensorType.Q8_0, [1, 33], new byte[34]);
        Assert.Equal("tensor q has rows of 33 numbers; Q8_0 needs a multiple of 32", Assert.Throws<ArgumentException>(() => Write(metadata, [odd])).Message);
        var brief = TensorSource.Of("b", TensorType.F32, [2], new byte[4]);
        Assert.Equal("tensor b of 8 bytes wrote 4", Assert.Throws<InvalidOperationException>(() => Write(metadata, [brief])).Message);
    }

    [Fact]
    public void A_file_that_fails_halfway_is_not_there()
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-writing-");
        try
        {
            var path = Path.Combine(folder.FullName, "half.gguf");
            var failing = new TensorSource("x", TensorType.F32, [1], _ => throw new IOException("disk is full"));
            Assert.Throws<IOException>(() => GgufWriter.Write(path, new GgufMetadataWriter(), [failing]));
            Assert.Empty(folder.GetFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Write(GgufMetadataWriter metadata, TensorSource[] tensors, int alignment = GgufWriter.DefaultAlignment)
    {
        var stream = new MemoryStream();
        GgufWriter.Write(stream, metadata, tensors, alignment);
        return stream.ToArray();
    }

    private static TensorSource Vector(string name, params float[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        RowEncoder.Encode(TensorType.F32, numbers, bytes);
        return TensorSource.Of(name, TensorType.F32, [numbers.Length], bytes);
    }

    /// <summary>The expected file, written out by hand.</summary>
    private sealed class Bytes
    {
        private readonly List<byte> _bytes = [];

        public int Length => _bytes.Count;

        public Bytes U8(byte value) => Add([value]);
        public Bytes U16(ushort value) => Number(value, 2);
        public Bytes U32(uint value) => Number(value, 4);
        public Bytes U64(ulong value) => Number(value, 8);
        public Bytes F32(float value) => U32(BitConverter.SingleToUInt32Bits(value));
        public Bytes Text(string value) => Add(Encoding.UTF8.GetBytes(value));
        public Bytes Name(string value) => U64((ulong)Encoding.UTF8.GetByteCount(value)).Text(value);
        public Bytes PadTo(int alignment) => Add(new byte[(alignment - Length % alignment) % alignment]);
        public byte[] ToArray() => [.. _bytes];

        private Bytes Number(ulong value, int width)
        {
            var buffer = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, value);
            return Add(buffer[..width]);
        }

        private Bytes Add(byte[] bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }
    }
}
