namespace Orchestrator.Hosting.Telemetry;

/// <summary>
/// vLLM's names have a colon, which OpenTelemetry allows in no instrument's name. Ours begin with "vllm." and come out of the exporter as
/// "vllm_"; here they become "vllm:", as boards and autoscalers made for vLLM expect.
/// </summary>
public static class EngineNames
{
    /// <summary>What an instrument's name begins with to be told as vLLM's.</summary>
    public const string Prefix = "vllm.";

    private static ReadOnlySpan<byte> Exported => "vllm_"u8;

    private static readonly byte[][] s_comments = ["# HELP "u8.ToArray(), "# TYPE "u8.ToArray()];

    /// <summary>The same text in Prometheus' form, with vLLM's names. Only names are touched: labels and help may say what they like.</summary>
    public static byte[] OnTheWire(ReadOnlySpan<byte> text)
    {
        var wire = text.ToArray();
        for (var line = 0; line < wire.Length;)
        {
            var name = line;
            foreach (var comment in s_comments)
                if (wire.AsSpan(line).StartsWith(comment)) name = line + comment.Length;
            if (wire.AsSpan(name).StartsWith(Exported)) wire[name + Exported.Length - 1] = (byte)':';
            var end = wire.AsSpan(line).IndexOf((byte)'\n');
            line = end < 0 ? wire.Length : line + end + 1;
        }
        return wire;
    }
}
