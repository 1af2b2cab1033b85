using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>A run's state in one file: a line of JSON, then weights and optimizer as float32. It is there whole or not at all.</summary>
internal sealed record Checkpoint(int Step, long Window, int Taken, double Seconds, long Learnt)
{
    public static string Path(string folder) => System.IO.Path.Combine(folder, "checkpoint.bin");

    public void Save(string folder, Network.DemoNetwork network, Optimizer optimizer)
    {
        var part = Path(folder) + ".part";
        using (var file = File.Create(part))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this));
            file.WriteByte((byte)'\n');
            foreach (var tensor in network.Named.Select(entry => entry.Weight).Concat(optimizer.Kept)) file.Write(MemoryMarshal.AsBytes(Floats(tensor).AsSpan()));
        }
        File.Move(part, Path(folder), overwrite: true);
    }

    /// <summary>Fills the network, and the optimizer if there is one. Throws <see cref="InvalidDataException"/> where the file is shorter than the shape says.</summary>
    public static Checkpoint Load(string folder, Network.DemoNetwork network, Optimizer? optimizer)
    {
        using var file = new BufferedStream(File.OpenRead(Path(folder)), 1 << 20);
        var head = new List<byte>();
        for (var value = file.ReadByte(); value is not ('\n' or -1); value = file.ReadByte()) head.Add((byte)value);
        var checkpoint = JsonSerializer.Deserialize<Checkpoint>(head.ToArray())!;
        using var _ = no_grad();
        foreach (var target in network.Named.Select(entry => entry.Weight).Concat(optimizer?.Kept ?? []))
        {
            var numbers = new float[target.numel()];
            if (file.ReadAtLeast(MemoryMarshal.AsBytes(numbers.AsSpan()), numbers.Length * 4, throwOnEndOfStream: false) < numbers.Length * 4) throw new InvalidDataException($"{Path(folder)} ends too early for {network.Shape}");
            using var filled = tensor(numbers, target.shape);
            target.copy_(filled);
        }
        if (optimizer is not null) optimizer.Steps = checkpoint.Step;
        return checkpoint;
    }

    public static float[] Floats(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }
}
