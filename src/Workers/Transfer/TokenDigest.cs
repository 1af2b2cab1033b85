using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Transfer;

/// <summary>XXH3-64 over little-endian 32-bit token ids: by it a decode worker sees that the KV it gets belongs to the tokens it was told.</summary>
internal static class TokenDigest
{
    public static ulong Of(ReadOnlySpan<int> tokens)
    {
        if (BitConverter.IsLittleEndian) return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(tokens));
        var bytes = new byte[4 * tokens.Length];
        for (var i = 0; i < tokens.Length; i++) System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), tokens[i]);
        return XxHash3.HashToUInt64(bytes);
    }
}
