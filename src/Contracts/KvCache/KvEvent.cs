using System.Buffers.Binary;

namespace Orchestrator.Contracts.KvCache;

/// <summary>One change of a worker's cache.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Tier">Where.</param>
/// <param name="Root">Name of the first block of the chain, which chooses the shard.</param>
/// <param name="Parent">Name of the block before; 0 for a chain's first.</param>
/// <param name="Name">Name of the block.</param>
public readonly record struct KvEvent(KvEventKind Kind, KvTier Tier, ulong Root, ulong Parent, ulong Name)
{
    /// <summary>Bytes of one event on the wire: kind, tier, root, parent, name; integers little-endian.</summary>
    public const int Length = 2 + 3 * sizeof(ulong);

    /// <summary>Writes the event into <paramref name="bytes"/>[<see cref="Length"/>].</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Kind;
        bytes[1] = (byte)Tier;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[2..], Root);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[10..], Parent);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[18..], Name);
    }

    /// <summary>Reads an event from <paramref name="bytes"/>[<see cref="Length"/>]; an unknown kind or tier throws <see cref="FormatException"/>.</summary>
    public static KvEvent Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] > (byte)KvEventKind.Cleared || bytes[1] > (byte)KvTier.Host) throw new FormatException($"a KV event of kind {bytes[0]} in tier {bytes[1]}");
        return new KvEvent(
            (KvEventKind)bytes[0], (KvTier)bytes[1],
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[10..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[18..]));
    }
}
