using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Serving;

/// <summary>Modes of a fleet by name.</summary>
internal static class ModeNames
{
    /// <summary>What can be asked for, for people.</summary>
    public const string Known = "aggregated, static:P:D, dynamic, clairvoyant; of others: splitwise:P:D, llm-d:P:D, dynamo-planner";

    // Tokens that llm-d's decode workers compute themselves: about as many as a step takes beside its answers.
    private const int OrdinaryThreshold = 512;

    /// <summary>How far ahead the clairvoyant rule may see, in seconds; the best of them counts.</summary>
    public static IReadOnlyList<double> Ahead { get; } = [2, 10, 30];

    /// <summary>The modes that a name stands for; of several the best counts. Throws <see cref="WrongUseException"/> for a name that is none.</summary>
    /// <param name="name">As <see cref="Known"/> lists them.</param>
    /// <param name="workers">Workers of the fleet.</param>
    /// <param name="level">What is promised: some rules look at it.</param>
    public static IReadOnlyList<RoleMode> Parse(string name, int workers, ServiceLevel level)
    {
        switch (name.Split(':'))
        {
            case ["aggregated"]:
                return [new RoleMode.Aggregated()];
            case ["clairvoyant"]:
                return workers < 2 ? throw new WrongUseException($"clairvoyant needs at least 2 workers, there is {workers}") : [.. Ahead.Select(s => new RoleMode.Clairvoyant(s))];
            case ["static", var p, var d] when int.TryParse(p, out var prefill) && int.TryParse(d, out var decode) && prefill > 0 && decode > 0:
                return prefill + decode == workers ? [new RoleMode.Static(prefill, decode)] : throw new WrongUseException($"--mode {name} has {prefill + decode} workers, the fleet has {workers}");
            case ["splitwise" or "llm-d", var p, var d] when int.TryParse(p, out var prefill) && int.TryParse(d, out var decode) && prefill > 0 && decode > 0:
                if (prefill + decode != workers) throw new WrongUseException($"--mode {name} has {prefill + decode} workers, the fleet has {workers}");
                return [name.StartsWith('s') ? new RoleMode.Splitwise(prefill, decode, level.FirstToken / 2) : new RoleMode.Conditional(prefill, decode, OrdinaryThreshold)];
            case ["dynamo-planner"]:
                return workers < 2 ? throw new WrongUseException($"dynamo-planner needs at least 2 workers, there is {workers}") : [new RoleMode.Planner(level.FirstToken, level.PerToken)];
            case ["dynamic"]:
                return [new RoleMode.Dynamic()];
            default:
                throw new WrongUseException($"--mode {name} is none of {Known}");
        }
    }

    public static string Of(RoleMode mode) => mode switch
    {
        RoleMode.Aggregated => "aggregated",
        RoleMode.Static split => $"static:{split.Prefill}:{split.Decode}",
        RoleMode.Splitwise split => $"splitwise:{split.Prefill}:{split.Decode}",
        RoleMode.Conditional split => $"llm-d:{split.Prefill}:{split.Decode}",
        RoleMode.Dynamic => "dynamic",
        RoleMode.Planner => "dynamo-planner",
        RoleMode.Clairvoyant clairvoyant => FormattableString.Invariant($"clairvoyant:{clairvoyant.Ahead}"),
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };
}
