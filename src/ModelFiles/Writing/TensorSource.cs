namespace Orchestrator.ModelFiles.Writing;

/// <summary>A tensor to be written: its bytes are asked for when their turn comes, so that a large model never lies in memory.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">How the numbers are stored.</param>
/// <param name="Shape">Rows before columns; one number for a vector. The last is a multiple of the type's block length.</param>
/// <param name="Write">Writes exactly <see cref="Bytes"/> bytes, row after row.</param>
public sealed record TensorSource(string Name, TensorType Type, IReadOnlyList<int> Shape, Action<Stream> Write)
{
    /// <summary>Bytes of the whole tensor.</summary>
    public long Bytes
    {
        get
        {
            var rows = 1L;
            for (var i = 0; i < Shape.Count - 1; i++) rows *= Shape[i];
            return rows * TensorTypes.RowBytes(Type, Shape[^1]);
        }
    }

    /// <summary>A tensor of bytes that are already in memory.</summary>
    public static TensorSource Of(string name, TensorType type, IReadOnlyList<int> shape, byte[] bytes) =>
        new(name, type, shape, stream => stream.Write(bytes));

    /// <summary>Calls <see cref="Write"/> and checks that it wrote what the shape says. Throws <see cref="InvalidOperationException"/> otherwise.</summary>
    internal void WriteChecked(Stream stream)
    {
        var start = stream.Position;
        Write(stream);
        var written = stream.Position - start;
        if (written != Bytes) throw new InvalidOperationException($"tensor {Name} of {Bytes} bytes wrote {written}");
    }

    /// <summary>Throws <see cref="ArgumentException"/> where a row does not consist of whole blocks or a name is used twice.</summary>
    internal static void Check(IReadOnlyList<TensorSource> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"tensor {tensor.Name} is given twice");
            if (tensor.Shape.Count == 0 || tensor.Shape.Any(length => length < 1)) throw new ArgumentException($"tensor {tensor.Name} has an empty shape");
            var block = TensorTypes.BlockLength(tensor.Type);
            if (tensor.Shape[^1] % block != 0) throw new ArgumentException($"tensor {tensor.Name} has rows of {tensor.Shape[^1]} numbers; {tensor.Type} needs a multiple of {block}");
        }
    }
}
