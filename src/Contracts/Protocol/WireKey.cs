using System.Buffers.Binary;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Contracts.Protocol;

/// <summary>Attempt keys as they stand on the wire: the request's 16 bytes as two numbers, big-endian.</summary>
public static class WireKey
{
    public static Key ToWire(this AttemptKey key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.Request.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new Key
        {
            RequestHigh = BinaryPrimitives.ReadUInt64BigEndian(bytes),
            RequestLow = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            Choice = (uint)key.Choice,
            Attempt = (uint)key.Attempt,
        };
    }

    public static AttemptKey FromWire(this Key key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, key.RequestHigh);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], key.RequestLow);
        return new AttemptKey(new RequestId(new Guid(bytes, bigEndian: true)), (int)key.Choice, (int)key.Attempt);
    }
}
