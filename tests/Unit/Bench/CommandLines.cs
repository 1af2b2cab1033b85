using Orchestrator.Bench;
using Orchestrator.Bench.Engine;

namespace Orchestrator.Unit.Bench;

/// <summary>Command lines of bench engine on a golden model, without the wait for a processor to warm up.</summary>
internal static class CommandLines
{
    public const string Model = "llama-f32";

    public static EngineBenchOptions Read(string line) => EngineBenchOptions.Read(Arguments.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    public static EngineBenchOptions ForModel(string line) => Read($"--model {GoldenModels.File(Model).Path} {line}") with { WarmUp = TimeSpan.Zero };
}
