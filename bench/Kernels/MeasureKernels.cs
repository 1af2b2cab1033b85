using System.Text.Json.Nodes;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench.Kernels;

/// <summary>The verb kernels: each kernel by itself, against the device's own speed.</summary>
internal static class MeasureKernels
{
    private static readonly Dictionary<string, DeviceChoice> s_devices = new() { ["cuda"] = DeviceChoice.Cuda, ["opencl"] = DeviceChoice.OpenCl, ["ilgpu-cpu"] = DeviceChoice.IlgpuCpu };

    public static string Help { get; } = $"""
        usage: bench kernels --device NAME [options]

        Times every kernel of the ILGPU backend at the sizes of a model, and relates it to the speed of a copy, or to the
        fastest way to multiply matrices, measured in the same run.

          --device NAME     {string.Join(", ", s_devices.Keys)}
          --shape NAME      {string.Join(" or ", KernelShape.Named.Keys)}; tiny is for devices that only simulate one (default llama-1b)
          --repeat N        measurements of each kernel, of which the median counts (default 5)
        """;

    public static int Run(Arguments arguments)
    {
        var name = arguments.TakeNeeded("--device");
        if (!s_devices.TryGetValue(name, out var choice)) throw new WrongUseException($"--device {name} is not one of {string.Join(", ", s_devices.Keys)}");
        var shapeName = arguments.Take("--shape") ?? "llama-1b";
        if (!KernelShape.Named.TryGetValue(shapeName, out var shape)) throw new WrongUseException($"--shape {shapeName} is not one of {string.Join(", ", KernelShape.Named.Keys)}");
        var repeat = arguments.Take("--repeat", 5);
        if (repeat is < 1 or > 1000) throw new WrongUseException($"--repeat {repeat} is not between 1 and 1000");
        arguments.End();
        try
        {
            using var device = Accelerators.Open(choice);
            Console.WriteLine(Measure(device, shape, repeat, Console.Error.WriteLine).ToJsonString());
            return 0;
        }
        catch (DeviceException missing)
        {
            throw new IOException(missing.Message, missing);
        }
    }

    /// <summary>All results as one object.</summary>
    /// <param name="device">Where the kernels run.</param>
    /// <param name="shape">For which sizes.</param>
    /// <param name="repeat">Measurements of each.</param>
    /// <param name="progress">Gets a line for each kernel.</param>
    public static JsonObject Measure(IlgpuDevice device, KernelShape shape, int repeat, Action<string> progress)
    {
        device.Bind();
        var timer = new KernelTimer(device, repeat, shape.Shortest);
        var yardsticks = Yardsticks.Measure(device, timer, shape);
        var kernels = new JsonArray();
        foreach (var result in TokenRuns.All(device, timer, shape).Concat(AttentionRuns.All(device, timer, shape)).Concat(MatrixRuns.All(device, timer, shape)))
        {
            var json = result.ToJson(yardsticks);
            progress(json.ToJsonString());
            kernels.Add(json);
        }
        return new JsonObject
        {
            ["device"] = device.Name,
            ["copy_gigabytes_per_second"] = KernelResult.Rounded(yardsticks.CopyBytesPerSecond / 1e9),
            ["matrix_teraflops"] = KernelResult.Rounded(yardsticks.MatrixOperationsPerSecond / 1e12),
            ["matrix_way"] = yardsticks.MatrixWay,
            ["repeat"] = repeat,
            ["kernels"] = kernels,
        };
    }
}
