using System.Buffers;
using System.Buffers.Binary;

namespace Orchestrator.Workers.Transfer;

/// <summary>Token ids as they stand in a frame: 32 bits each, little-endian.</summary>
internal static class WireTokens
{
    public static byte[] ToBytes(ReadOnlySpan<int> tokens)
    {
        var bytes = new byte[sizeof(int) * tokens.Length];
        for (var i = 0; i < tokens.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int) * i), tokens[i]);
        return bytes;
    }

    /// <summary>Bytes behind the last whole token are left out: the digest of the tokens does not fit then.</summary>
    public static int[] FromBytes(ReadOnlySequence<byte> payload)
    {
        var bytes = payload.ToArray();
        var tokens = new int[bytes.Length / sizeof(int)];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(sizeof(int) * i));
        return tokens;
    }
}
