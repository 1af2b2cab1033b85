namespace Orchestrator.ModelFiles;

/// <summary>From what a header says of a tensor to a tensor that is safe to read: every size and bound is checked here, for both formats.</summary>
internal static class TensorPlacement
{
    /// <param name="map">The file that holds the numbers.</param>
    /// <param name="name">The GGUF name it shall carry.</param>
    /// <param name="nameInFile">Its name there, for messages.</param>
    /// <param name="type">How its numbers are stored.</param>
    /// <param name="dimensions">At least one, the fastest first; all beyond the second are folded into the rows.</param>
    /// <param name="offset">Of its first byte from the file's.</param>
    public static unsafe Tensor Place(MappedFile map, string name, string nameInFile, TensorType type, IReadOnlyList<long> dimensions, UInt128 offset)
    {
        var quoted = Quoted.Text(nameInFile);
        var columns = dimensions[0];
        var rows = (UInt128)1;
        foreach (var size in dimensions.Skip(1))
        {
            rows *= (ulong)size;
            if (rows > int.MaxValue) break;
        }
        if (columns > int.MaxValue || rows > int.MaxValue) throw new ModelFileException($"{map.Path}: tensor {quoted} of {string.Join(" x ", dimensions)} is too large to use");
        if (columns % TensorTypes.BlockLength(type) != 0)
        {
            throw new ModelFileException($"{map.Path}: tensor {quoted} has rows of {columns}, not a multiple of {type}'s {TensorTypes.BlockLength(type)}");
        }

        var rowBytes = TensorTypes.RowBytes(type, columns);
        if (rowBytes > int.MaxValue) throw new ModelFileException($"{map.Path}: tensor {quoted} has rows of {rowBytes} bytes; the limit is {int.MaxValue}");
        var bytes = rows * (ulong)rowBytes;
        if (offset + bytes > (ulong)map.Length)
        {
            throw new ModelFileException($"{map.Path}: tensor {quoted} needs {bytes} bytes at byte {offset} but the file ends at {map.Length}");
        }
        return new Tensor(name, type, (int)rows, (int)columns) { Data = map.Start + (long)offset };
    }

    /// <summary>No format lets two tensors share bytes, so shared ones mean a damaged header.</summary>
    public static unsafe void CheckOverlaps(string path, IEnumerable<Tensor> tensors, Func<string, string> nameInFile)
    {
        Tensor? before = null;
        foreach (var tensor in tensors.OrderBy(t => (nuint)t.Data))
        {
            if (before is not null && tensor.Data < before.Data + before.Rows * before.RowBytes)
            {
                throw new ModelFileException($"{path}: tensors {Quoted.Text(nameInFile(before.Name))} and {Quoted.Text(nameInFile(tensor.Name))} overlap");
            }
            before = tensor;
        }
    }
}
