using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>The key-value pairs at the head of a GGUF file, in the order they were added, encoded as they come.</summary>
public sealed class GgufMetadataWriter
{
    private const uint BoolKind = 7, StringKind = 8, ArrayKind = 9;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Number of pairs.</summary>
    public int Count => _keys.Count;

    public bool Contains(string key) => _keys.Contains(key);

    /// <summary>Adds a number or a truth value of one of GGUF's kinds. Throws <see cref="ArgumentException"/> for another type or a key that is there already.</summary>
    public void Add<T>(string key, T value) where T : unmanaged
    {
        var kind = KindOf<T>();
        Key(key, kind);
        Numbers([value]);
    }

    public void Add(string key, string value)
    {
        Key(key, StringKind);
        Text(value);
    }

    /// <summary>Adds an array of numbers or truth values; T is never guessed from a literal, so the file's kind is what the caller names.</summary>
    public void AddArray<T>(string key, ReadOnlySpan<T> values) where T : unmanaged
    {
        var kind = KindOf<T>();
        Key(key, ArrayKind);
        Number(kind);
        Number((ulong)values.Length);
        Numbers(values);
    }

    public void AddArray(string key, IReadOnlyCollection<string> values)
    {
        Key(key, ArrayKind);
        Number(StringKind);
        Number((ulong)values.Count);
        foreach (var value in values) Text(value);
    }

    internal void WriteTo(Stream stream) => stream.Write(_bytes.WrittenSpan);

    // A string is its length in bytes (u64) and UTF-8, without a terminator.
    private void Text(string value)
    {
        Number((ulong)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _bytes);
    }

    private void Key(string key, uint kind)
    {
        if (!_keys.Add(key)) throw new ArgumentException($"metadata key {key} is given twice");
        Text(key);
        Number(kind);
    }

    private void Number<T>(T value) where T : unmanaged => Numbers([value]);

    // The file is little-endian, as is every machine this runs on.
    private void Numbers<T>(ReadOnlySpan<T> values) where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(values));

    private static uint KindOf<T>() where T : unmanaged => default(T) switch
    {
        byte => 0,
        sbyte => 1,
        ushort => 2,
        short => 3,
        uint => 4,
        int => 5,
        float => 6,
        bool => BoolKind,
        ulong => 10,
        long => 11,
        double => 12,
        _ => throw new ArgumentException($"GGUF has no kind for {typeof(T).Name}"),
    };
}
