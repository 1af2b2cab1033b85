using System.Buffers.Binary;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Workers.Transfer;

/// <summary>What a frame on a KV socket means.</summary>
internal enum KvFrameKind : byte
{
    /// <summary>First frame of the caller; payload: <see cref="KvHello"/>.</summary>
    Hello = 1,

    /// <summary>The answerer agrees.</summary>
    Welcome = 2,

    /// <summary>The answerer does not; payload: the reason. The connection ends.</summary>
    Goodbye = 3,

    /// <summary>Asks for room; Tokens: how many; Checksum: digest of their ids.</summary>
    Reserve = 4,

    /// <summary>There is room.</summary>
    Reserved = 5,

    /// <summary>There is none; payload: why.</summary>
    Refused = 6,

    /// <summary>Keys, then values of one block in one layer.</summary>
    Block = 7,

    /// <summary>All blocks of a prompt are sent. FirstToken: the token sampled; Block: its place in the answer.</summary>
    Complete = 8,

    /// <summary>Everything has arrived sound: the KV belongs to the decode worker now.</summary>
    Acknowledged = 9,

    /// <summary>Either side gives the transfer up; payload: why.</summary>
    Abort = 10,

    /// <summary>All blocks are sent, of an answer that ran: payload: its tokens so far, 32 bits each; Checksum: their digest. The last one has no KV yet.</summary>
    Continue = 11,
}

/// <summary>
/// The header of a frame, <see cref="Size"/> bytes, little-endian. A block frame names layer, head range, token range, element type and
/// layout, so that other splits of a model over workers can follow without a new format.
/// </summary>
internal readonly record struct KvFrame
{
    public const int Size = 64;

    /// <summary>[tokens, heads, head_dim], keys of all tokens first: the only layout today.</summary>
    public const byte TokensHeadsDims = 1;

    public KvFrameKind Kind { get; init; }
    public byte Element { get; init; }
    public byte Layout { get; init; }
    public ushort Layer { get; init; }
    public ushort FirstHead { get; init; }
    public ushort Heads { get; init; }

    /// <summary>The sequence's block, counted from its start; in <see cref="KvFrameKind.Complete"/> the first token's place in the answer.</summary>
    public int Block { get; init; }

    /// <summary>Position of the frame's first token; in <see cref="KvFrameKind.Complete"/> the sampled token.</summary>
    public int FirstToken { get; init; }

    public int Tokens { get; init; }

    /// <summary>Bytes that follow the header.</summary>
    public int Payload { get; init; }

    /// <summary>XXH3-64 of the payload.</summary>
    public ulong Checksum { get; init; }

    public AttemptKey Key { get; init; }

    public void Write(Span<byte> target)
    {
        target[..Size].Clear();
        target[0] = (byte)Kind;
        target[1] = Element;
        target[2] = Layout;
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], Layer);
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], FirstHead);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Heads);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Block);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], FirstToken);
        BinaryPrimitives.WriteInt32LittleEndian(target[20..], Tokens);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], Payload);
        BinaryPrimitives.WriteUInt64LittleEndian(target[28..], Checksum);
        Key.Request.Value.TryWriteBytes(target[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[52..], Key.Choice);
        BinaryPrimitives.WriteInt32LittleEndian(target[56..], Key.Attempt);
    }

    public static KvFrame Read(ReadOnlySpan<byte> source) => new()
    {
        Kind = (KvFrameKind)source[0],
        Element = source[1],
        Layout = source[2],
        Layer = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]),
        FirstHead = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
        Heads = BinaryPrimitives.ReadUInt16LittleEndian(source[8..]),
        Block = BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
        FirstToken = BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
        Tokens = BinaryPrimitives.ReadInt32LittleEndian(source[20..]),
        Payload = BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
        Checksum = BinaryPrimitives.ReadUInt64LittleEndian(source[28..]),
        Key = new AttemptKey(
            new RequestId(new Guid(source.Slice(36, 16))),
            BinaryPrimitives.ReadInt32LittleEndian(source[52..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[56..])),
    };
}
