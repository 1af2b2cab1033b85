using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Serving;

/// <summary>Modes of a fleet by name.</summary>
internal static class ModeNames
{
    /// <summary>How far ahead the clairvoyant rule may see, in seconds; the best of them counts.</summary>
    public static IReadOnlyList<double> Ahead { get; } = [2, 10, 30];

    /// <summary>The modes that a name stands for; of several the best counts. Throws <see cref="TraceException"/> for a name that is none.</summary>
    /// <param name="name">aggregated, static:P:D or clairvoyant.</param>
    /// <param name="workers">Workers of the fleet.</param>
    public static IReadOnlyList<RoleMode> Parse(string name, int workers)
    {
        switch (name.Split(':'))
        {
            case ["aggregated"]:
                return [new RoleMode.Aggregated()];
            case ["clairvoyant"]:
                return workers < 2 ? throw new TraceException($"clairvoyant needs at least 2 workers, there is {workers}") : [.. Ahead.Select(s => new RoleMode.Clairvoyant(s))];
            case ["static", var p, var d] when int.TryParse(p, out var prefill) && int.TryParse(d, out var decode) && prefill > 0 && decode > 0:
                return prefill + decode == workers ? [new RoleMode.Static(prefill, decode)] : throw new TraceException($"--mode {name} has {prefill + decode} workers, the fleet has {workers}");
            case ["dynamic"]:
                throw new TraceException("--mode dynamic comes with the autoscaler; there are aggregated, static:P:D and clairvoyant");
            default:
                throw new TraceException($"--mode {name} is none of aggregated, static:P:D, clairvoyant");
        }
    }

    public static string Of(RoleMode mode) => mode switch
    {
        RoleMode.Aggregated => "aggregated",
        RoleMode.Static split => $"static:{split.Prefill}:{split.Decode}",
        RoleMode.Clairvoyant clairvoyant => FormattableString.Invariant($"clairvoyant:{clairvoyant.Ahead}"),
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };
}
