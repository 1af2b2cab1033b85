namespace Orchestrator.ModelFiles;

/// <summary>
/// A weight matrix (or vector, <see cref="Rows"/> = 1) as it stands in the memory-mapped file.
/// Row-major: row r is <see cref="Columns"/> numbers of one output, stored in <see cref="RowBytes"/> bytes at <see cref="Data"/> + r * RowBytes.
/// Valid until the <see cref="ModelFile"/> it came from is disposed.
/// </summary>
public sealed unsafe class Tensor(string name, TensorType type, int rows, int columns)
{
    public string Name { get; } = name;
    public TensorType Type { get; } = type;
    public int Rows { get; } = rows;
    public int Columns { get; } = columns;

    /// <summary>The first byte of row 0; aligned to 32 bytes in most GGUF files, to nothing in a Hugging Face folder.</summary>
    public required byte* Data { get; init; }

    /// <summary>Bytes of one row; fits an int.</summary>
    public long RowBytes => TensorTypes.RowBytes(Type, Columns);

    /// <summary>The bytes of row <paramref name="row"/>.</summary>
    public ReadOnlySpan<byte> Row(int row) => new(Data + row * RowBytes, (int)RowBytes);
}
