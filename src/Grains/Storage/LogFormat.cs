using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Orchestrator.Grains.Storage;

/// <summary>
/// The bytes of the data file. A head of 16 bytes (magic, how often damage was found in it, checksum), then records one after another.
/// A record: magic, length of its body, sequence number, checksum of these (so that a wrong length is not taken for a torn end), checksum of the
/// body; the body: the key's version, kind, length of the key, the key in UTF-8, the value. All numbers little-endian.
/// </summary>
internal static class LogFormat
{
    public const int HeadLength = 16;
    public const int RecordHeadLength = 32;

    /// <summary>Longest body of a record: what claims to be longer is none.</summary>
    public const int MaxBody = 1 << 28;

    private const ulong HeadMagic = 0x31474F4C4843524F;
    private const uint RecordMagic = 0x43455224;
    private const int BodyHeadLength = 11;

    public static byte[] Head(int damages)
    {
        var head = new byte[HeadLength];
        BinaryPrimitives.WriteUInt64LittleEndian(head, HeadMagic);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), damages);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(12), Crc32.HashToUInt32(head.AsSpan(0, 12)));
        return head;
    }

    /// <summary>How often damage was found before; null when the head itself is damaged.</summary>
    public static int? ReadHead(ReadOnlySpan<byte> file) =>
        file.Length >= HeadLength && BinaryPrimitives.ReadUInt64LittleEndian(file) == HeadMagic
        && BinaryPrimitives.ReadUInt32LittleEndian(file[12..]) == Crc32.HashToUInt32(file[..12])
            ? BinaryPrimitives.ReadInt32LittleEndian(file[8..])
            : null;

    /// <summary>A whole record. A null value says that the key is gone.</summary>
    public static byte[] Record(long sequence, string key, LogEntry entry)
    {
        var keyBytes = Encoding.UTF8.GetByteCount(key);
        var body = BodyHeadLength + keyBytes + (entry.Value?.Length ?? 0);
        var record = new byte[RecordHeadLength + body];
        var bodySpan = record.AsSpan(RecordHeadLength);
        BinaryPrimitives.WriteInt64LittleEndian(bodySpan, entry.Version);
        bodySpan[8] = entry.Value is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteUInt16LittleEndian(bodySpan[9..], checked((ushort)keyBytes));
        Encoding.UTF8.GetBytes(key, bodySpan[BodyHeadLength..]);
        entry.Value?.CopyTo(bodySpan[(BodyHeadLength + keyBytes)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record, RecordMagic);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), body);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(16), XxHash64.HashToUInt64(record.AsSpan(0, 16)));
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(24), XxHash64.HashToUInt64(bodySpan));
        return record;
    }

    /// <summary>Whether a sound record begins here; how long it is and what it says.</summary>
    public static bool TryReadRecord(ReadOnlySpan<byte> file, out int length, out long sequence, out string key, out LogEntry entry)
    {
        (length, sequence, key, entry) = (0, 0, "", default);
        if (!HasRecordHead(file, out var body) || body > file.Length - RecordHeadLength) return false;
        var bodySpan = file.Slice(RecordHeadLength, body);
        if (BinaryPrimitives.ReadUInt64LittleEndian(file[24..]) != XxHash64.HashToUInt64(bodySpan)) return false;
        var keyBytes = BinaryPrimitives.ReadUInt16LittleEndian(bodySpan[9..]);
        if (BodyHeadLength + keyBytes > body) return false;
        length = RecordHeadLength + body;
        sequence = BinaryPrimitives.ReadInt64LittleEndian(file[8..]);
        key = Encoding.UTF8.GetString(bodySpan.Slice(BodyHeadLength, keyBytes));
        entry = new LogEntry(BinaryPrimitives.ReadInt64LittleEndian(bodySpan), bodySpan[8] == 0 ? null : bodySpan[(BodyHeadLength + keyBytes)..].ToArray());
        return true;
    }

    /// <summary>Whether the file ends in the middle of a write that was never acknowledged: a record's beginning without its end, or room that was never written.</summary>
    public static bool IsTorn(ReadOnlySpan<byte> rest)
    {
        if (!rest.ContainsAnyExcept((byte)0)) return true;
        if (rest.Length >= RecordHeadLength) return HasRecordHead(rest, out var body) && body > rest.Length - RecordHeadLength;
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, RecordMagic);
        return rest.Length < 4 ? magic.StartsWith(rest) : rest.StartsWith(magic);
    }

    private static bool HasRecordHead(ReadOnlySpan<byte> file, out int body)
    {
        body = 0;
        if (file.Length < RecordHeadLength || BinaryPrimitives.ReadUInt32LittleEndian(file) != RecordMagic) return false;
        body = BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
        return body is >= BodyHeadLength and <= MaxBody && BinaryPrimitives.ReadUInt64LittleEndian(file[16..]) == XxHash64.HashToUInt64(file[..16]);
    }
}
