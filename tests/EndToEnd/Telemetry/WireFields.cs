using System.Buffers.Binary;
using System.Text;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>The fields of one protobuf message, as they stand on the wire.</summary>
internal sealed class WireFields
{
    private readonly List<(int Number, byte[] Bytes)> _fields = [];

    public WireFields(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var length = (tag & 7) switch { 1 => 8, 2 => (int)Varint(ref message), 5 => 4, _ => VarintLength(message) };
            _fields.Add(((int)(tag >> 3), message[..length].ToArray()));
            message = message[length..];
        }
    }

    public IEnumerable<WireFields> Messages(int number) => Bytes(number).Select(bytes => new WireFields(bytes));

    public string Text(int number) => Encoding.UTF8.GetString(First(number));

    public string Hex(int number) => Convert.ToHexStringLower(First(number));

    public ulong Fixed64(int number) => First(number) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>Attributes as OTLP writes them; numbers and the like are empty texts.</summary>
    public Dictionary<string, string> Attributes(int number) => Messages(number).ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).Select(value => value.Text(1)).FirstOrDefault() ?? "");

    private IEnumerable<byte[]> Bytes(int number) => _fields.Where(f => f.Number == number).Select(f => f.Bytes);

    private byte[] First(int number) => Bytes(number).FirstOrDefault() ?? [];

    private static ulong Varint(ref ReadOnlySpan<byte> from)
    {
        var length = VarintLength(from);
        ulong value = 0;
        for (var i = length - 1; i >= 0; i--) value = (value << 7) | (uint)(from[i] & 0x7F);
        from = from[length..];
        return value;
    }

    private static int VarintLength(ReadOnlySpan<byte> from)
    {
        var length = 1;
        while ((from[length - 1] & 0x80) != 0) length++;
        return length;
    }
}
