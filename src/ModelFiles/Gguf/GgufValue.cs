namespace Orchestrator.ModelFiles.Gguf;

/// <summary>Reads one metadata value: the type id, then the value. Integers of every width become long, both float types double.</summary>
internal static class GgufValue
{
    private enum Kind : uint { UInt8, Int8, UInt16, Int16, UInt32, Int32, Float32, Bool, String, Array, UInt64, Int64, Float64 }

    public static object Read(GgufCursor cursor, string key)
    {
        var kind = (Kind)cursor.Number<uint>(key);
        return kind switch
        {
            Kind.UInt8 => (long)cursor.Number<byte>(key),
            Kind.Int8 => (long)cursor.Number<sbyte>(key),
            Kind.UInt16 => (long)cursor.Number<ushort>(key),
            Kind.Int16 => (long)cursor.Number<short>(key),
            Kind.UInt32 => (long)cursor.Number<uint>(key),
            Kind.Int32 => (long)cursor.Number<int>(key),
            Kind.UInt64 => cursor.Number<ulong>(key) is var number && number <= long.MaxValue ? (long)number : (object)number,
            Kind.Int64 => cursor.Number<long>(key),
            Kind.Float32 => (double)cursor.Number<float>(key),
            Kind.Float64 => cursor.Number<double>(key),
            Kind.Bool => cursor.Number<byte>(key) != 0,
            Kind.String => cursor.String(key),
            Kind.Array => ReadArray(cursor, key),
            _ => throw cursor.Error($"metadata key {key} has the unknown type {(uint)kind}"),
        };
    }

    private static object ReadArray(GgufCursor cursor, string key)
    {
        var kind = (Kind)cursor.Number<uint>(key);
        var count = cursor.Number<ulong>(key);
        return kind switch
        {
            Kind.UInt8 => cursor.Numbers<byte>(count, key),
            Kind.Int8 => cursor.Numbers<sbyte>(count, key),
            Kind.UInt16 => cursor.Numbers<ushort>(count, key),
            Kind.Int16 => cursor.Numbers<short>(count, key),
            Kind.UInt32 => cursor.Numbers<uint>(count, key),
            Kind.Int32 => cursor.Numbers<int>(count, key),
            Kind.UInt64 => cursor.Numbers<ulong>(count, key),
            Kind.Int64 => cursor.Numbers<long>(count, key),
            Kind.Float32 => cursor.Numbers<float>(count, key),
            Kind.Float64 => cursor.Numbers<double>(count, key),
            Kind.Bool => Array.ConvertAll(cursor.Numbers<byte>(count, key), flag => flag != 0),
            Kind.String => cursor.Strings(count, key),
            // ggml reads no arrays of arrays either; nesting has no bound and no use.
            Kind.Array => throw cursor.Error($"metadata key {key} is an array of arrays"),
            _ => throw cursor.Error($"metadata key {key} is an array of the unknown type {(uint)kind}"),
        };
    }
}
