namespace Orchestrator.ModelFiles.Gguf;

/// <summary>What stands before the weights in a GGUF file (version 2 or 3, little-endian): metadata and the list of tensors. Enough for a tokenizer; a file of a vocabulary only has no tensors.</summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Metadata">Everything under a key.</param>
/// <param name="Tensors">In the file's order; not yet checked against the file's length or the types we know.</param>
/// <param name="DataStart">The byte from which tensors count their offsets.</param>
/// <param name="Alignment">Tensors begin at multiples of this.</param>
public sealed record GgufHeader(int Version, GgufMetadata Metadata, IReadOnlyList<GgufTensorEntry> Tensors, long DataStart, int Alignment)
{
    private const uint Magic = 0x46554747;   // "GGUF"
    private const int MostDimensions = 4;

    /// <exception cref="ModelFileException">The file is missing, truncated, corrupted, or no GGUF of these versions.</exception>
    public static GgufHeader Read(string path)
    {
        using var file = MappedFile.Open(path);
        return Read(file);
    }

    internal static GgufHeader Read(MappedFile file)
    {
        var cursor = new GgufCursor(file);
        if (cursor.Number<uint>("the magic number") != Magic) throw new ModelFileException($"{file.Path}: not a GGUF file: it does not begin with \"GGUF\" (of a Hugging Face model, name the folder)");
        var version = cursor.Number<uint>("the version");
        if (version is not (2 or 3))
        {
            throw new ModelFileException((version & 0xFFFF) == 0
                ? $"{file.Path}: a big-endian GGUF file; only little-endian ones can be read"
                : $"{file.Path}: GGUF version {version}; only 2 and 3 can be read");
        }

        var tensorCount = cursor.Number<ulong>("the number of tensors");
        var keyCount = cursor.Number<ulong>("the number of metadata keys");
        var metadata = GgufMetadata.Read(file.Path, cursor, keyCount);
        var tensors = ReadTensors(cursor, tensorCount);
        var alignment = metadata.Integer("general.alignment") ?? 32;
        if (alignment is < 1 or > 1 << 20 || (alignment & (alignment - 1)) != 0)
        {
            throw new ModelFileException($"{file.Path}: general.alignment is {alignment}, not a power of two up to {1 << 20}");
        }
        var dataStart = (cursor.Position + alignment - 1) / alignment * alignment;
        return new GgufHeader((int)version, metadata, tensors, dataStart, (int)alignment);
    }

    private static List<GgufTensorEntry> ReadTensors(GgufCursor cursor, ulong count)
    {
        // Grows as entries are really read: the count is only what the file says.
        var tensors = new List<GgufTensorEntry>();
        var names = new HashSet<string>();
        for (ulong i = 0; i < count; i++)
        {
            cursor.Subject = null;
            var name = cursor.String("a tensor's name");
            cursor.Subject = ("tensor", name);
            if (!names.Add(name)) throw cursor.Error("listed twice");
            var dimensionCount = cursor.Number<uint>("the number of dimensions");
            if (dimensionCount is < 1 or > MostDimensions) throw cursor.Error($"{dimensionCount} dimensions, not 1 to {MostDimensions}");
            var dimensions = cursor.Numbers<long>(dimensionCount, "the shape");
            foreach (var size in dimensions)
            {
                if (size < 1) throw cursor.Error($"a dimension of {(ulong)size}");
            }
            tensors.Add(new GgufTensorEntry(name, cursor.Number<uint>("the type"), dimensions, cursor.Number<ulong>("the offset")));
        }
        return tensors;
    }
}
