using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Kernels;

/// <summary>One kernel at one shape.</summary>
/// <param name="Kernel">Its name.</param>
/// <param name="Shape">The sizes, for people.</param>
/// <param name="Seconds">Of one launch.</param>
/// <param name="Bytes">What must be read and written at least.</param>
/// <param name="Operations">Multiplications and additions of those kernels that they bind; null: memory does.</param>
internal sealed record KernelResult(string Kernel, string Shape, double Seconds, double Bytes, double? Operations = null)
{
    public JsonObject ToJson(Yardsticks yardsticks)
    {
        var json = new JsonObject { ["kernel"] = Kernel, ["shape"] = Shape, ["microseconds"] = Rounded(Seconds * 1e6) };
        if (Operations is { } operations)
        {
            json["operations"] = operations;
            json["teraflops"] = Rounded(operations / Seconds / 1e12);
            json["share_of_matrix_rate"] = Rounded(operations / Seconds / yardsticks.MatrixOperationsPerSecond);
        }
        else
        {
            json["bytes"] = Bytes;
            json["gigabytes_per_second"] = Rounded(Bytes / Seconds / 1e9);
            json["share_of_copy_bandwidth"] = Rounded(Bytes / Seconds / yardsticks.CopyBytesPerSecond);
        }
        return json;
    }

    /// <summary>Four digits.</summary>
    public static double Rounded(double value) => value == 0 ? 0 : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
