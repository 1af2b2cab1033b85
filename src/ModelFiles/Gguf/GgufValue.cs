namespace Orchestrator.ModelFiles.Gguf;

/// <summary>Reads one metadata value: the type id, then the value. Integers of every width become long, both float types double.</summary>
internal static class GgufValue
{
    private enum Kind : uint { UInt8, Int8, UInt16, Int16, UInt32, Int32, Float32, Bool, String, Array, UInt64, Int64, Float64 }

    public static object Read(GgufCursor cursor)
    {
        var kind = (Kind)cursor.Number<uint>("the type");
        return kind switch
        {
            Kind.UInt8 => (long)cursor.Number<byte>("the value"),
            Kind.Int8 => (long)cursor.Number<sbyte>("the value"),
            Kind.UInt16 => (long)cursor.Number<ushort>("the value"),
            Kind.Int16 => (long)cursor.Number<short>("the value"),
            Kind.UInt32 => (long)cursor.Number<uint>("the value"),
            Kind.Int32 => (long)cursor.Number<int>("the value"),
            Kind.UInt64 => cursor.Number<ulong>("the value") is var number && number <= long.MaxValue ? (long)number : (object)number,
            Kind.Int64 => cursor.Number<long>("the value"),
            Kind.Float32 => (double)cursor.Number<float>("the value"),
            Kind.Float64 => cursor.Number<double>("the value"),
            Kind.Bool => cursor.Number<byte>("the value") != 0,
            Kind.String => cursor.String("the value"),
            Kind.Array => ReadArray(cursor),
            _ => throw cursor.Error($"unknown type {(uint)kind}"),
        };
    }

    private static object ReadArray(GgufCursor cursor)
    {
        var kind = (Kind)cursor.Number<uint>("the type");
        var count = cursor.Number<ulong>("the length");
        return kind switch
        {
            Kind.UInt8 => cursor.Numbers<byte>(count, "the array"),
            Kind.Int8 => cursor.Numbers<sbyte>(count, "the array"),
            Kind.UInt16 => cursor.Numbers<ushort>(count, "the array"),
            Kind.Int16 => cursor.Numbers<short>(count, "the array"),
            Kind.UInt32 => cursor.Numbers<uint>(count, "the array"),
            Kind.Int32 => cursor.Numbers<int>(count, "the array"),
            Kind.UInt64 => cursor.Numbers<ulong>(count, "the array"),
            Kind.Int64 => cursor.Numbers<long>(count, "the array"),
            Kind.Float32 => cursor.Numbers<float>(count, "the array"),
            Kind.Float64 => cursor.Numbers<double>(count, "the array"),
            Kind.Bool => Array.ConvertAll(cursor.Numbers<byte>(count, "the array"), flag => flag != 0),
            Kind.String => cursor.Strings(count, "the array"),
            // ggml reads no arrays of arrays either; nesting has no bound and no use.
            Kind.Array => throw cursor.Error("an array of arrays"),
            _ => throw cursor.Error($"an array of the unknown type {(uint)kind}"),
        };
    }
}
