using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Orchestrator.Contracts.Constraints;

/// <summary>
/// The content address of an automaton: SHA-256 of its canonical bytes. Tenants of one worker share its cache, and whoever could make two
/// automata of one address could hand another tenant his own; for the faster hashes that are not cryptographic, such pairs are easy to make.
/// </summary>
public readonly record struct AutomatonAddress
{
    /// <summary>Bytes of an address.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private readonly ulong _a, _b, _c, _d;

    /// <param name="bytes">[Length].</param>
    public AutomatonAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException($"{bytes.Length} bytes; an address has {Length}", nameof(bytes));
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The address of an automaton.</summary>
    /// <param name="canonical">Its canonical form.</param>
    public static AutomatonAddress Of(ReadOnlySpan<byte> canonical)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(canonical, hash);
        return new AutomatonAddress(hash);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), _b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), _c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), _d);
        return bytes;
    }

    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
