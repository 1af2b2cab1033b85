using System.Runtime.CompilerServices;
using System.Text;

namespace Orchestrator.ModelFiles.Gguf;

/// <summary>Reads a GGUF header front to back; whatever would lie past the end of the file is an error before anything is allocated for it.</summary>
internal sealed unsafe class GgufCursor(MappedFile file)
{
    // Longer ones exist in no model; a sparse file could claim them at no cost.
    private const int MostElements = 1 << 28;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public long Position { get; private set; }

    /// <summary>What is being read, for messages: "tensor" and its name. Put into words only when something is wrong.</summary>
    public (string Kind, string Name)? Subject { get; set; }

    public T Number<T>(string what) where T : unmanaged
    {
        Need(1, sizeof(T), what);
        var value = Unsafe.ReadUnaligned<T>(file.Start + Position);
        Position += sizeof(T);
        return value;
    }

    public T[] Numbers<T>(ulong count, string what) where T : unmanaged
    {
        Need(count, sizeof(T), what);
        var values = new T[count];
        fixed (T* target = values) Buffer.MemoryCopy(file.Start + Position, target, (long)count * sizeof(T), (long)count * sizeof(T));
        Position += (long)count * sizeof(T);
        return values;
    }

    public string String(string what)
    {
        var length = Number<ulong>(what);
        Need(length, 1, what);
        try
        {
            var text = s_strict.GetString(file.Bytes(Position, (int)length));
            Position += (long)length;
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw Error($"{what} is not UTF-8");
        }
    }

    public string[] Strings(ulong count, string what)
    {
        Need(count, sizeof(ulong), what);
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++) texts[i] = String(what);
        return texts;
    }

    public ModelFileException Error(string complaint)
    {
        var subject = Subject is var (kind, name) ? $"{kind} {Quoted.Text(name)}: " : "";
        return new ModelFileException($"{file.Path}: {subject}{complaint}, at byte {Position}");
    }

    private void Need(ulong count, int bytesEach, string what)
    {
        var left = file.Length - Position;
        if (count > (ulong)(left / bytesEach)) throw Error($"{what} needs {count} x {bytesEach} bytes but only {left} are left of the file");
        if (count > MostElements) throw Error($"{what} has {count} elements; the limit is {MostElements}");
    }
}
