namespace Orchestrator.Simulator.Workloads;

/// <summary>
/// Phases that alternate between many code-like requests (long prompts, short answers) and few of them, each phase with the same total GPU
/// time: the prefill and decode workers that are needed change, their sum does not.
/// </summary>
public static class ShiftWorkload
{
    private const double CodeHeavy = 0.9, CodeLight = 0.1;

    // GPU-seconds per request, prefill and decode, of an 8B model on one H100; of which a mix of 90 % code has 15.27 requests per GPU-second, one of 10 % code 18.47.
    private const double CodeSeconds = 0.0627 + 0.0042, ConversationSeconds = 0.03385 + 0.01887;

    /// <summary>4 phases of 300 s from the built-in lengths.</summary>
    public static Workload Shift5(double load, int seed) => Make(load, 300, 4, seed, LengthTable.Code, LengthTable.Conversation);

    /// <summary>10 phases of 60 s from the built-in lengths.</summary>
    public static Workload Shift1(double load, int seed) => Make(load, 60, 10, seed, LengthTable.Code, LengthTable.Conversation);

    /// <summary>Alternating phases, code-heavy first, named for the minutes of a phase.</summary>
    /// <param name="load">GPU-seconds of work per second: GPUs of a pool that has no loss.</param>
    /// <param name="phaseSeconds">Length of a phase.</param>
    /// <param name="phases">Phases, at least 1.</param>
    /// <param name="seed">Equal seeds give equal workloads.</param>
    /// <param name="code">Lengths of code-like requests.</param>
    /// <param name="conversation">Lengths of the others.</param>
    public static Workload Make(double load, double phaseSeconds, int phases, int seed, LengthTable code, LengthTable conversation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(phases, 1);
        return MixWorkload.Make(FormattableString.Invariant($"shift{phaseSeconds / 60:0.##}"), [.. Enumerable.Range(0, phases).Select(i => Phase(i % 2 == 0 ? CodeHeavy : CodeLight))], seed);

        MixPhase Phase(double share) => new(phaseSeconds, RateFor(load, share), [new MixPart(code, share), new MixPart(conversation, 1 - share)]);
    }

    /// <summary>Requests per second of a mix that need <paramref name="load"/> GPU-seconds per second.</summary>
    /// <param name="load">GPU-seconds of work per second.</param>
    /// <param name="codeShare">Share of code-like requests, 0 to 1.</param>
    public static double RateFor(double load, double codeShare) => load / (codeShare * CodeSeconds + (1 - codeShare) * ConversationSeconds);
}
