using System.Collections.Immutable;

namespace Orchestrator.Policies.Scaling;

/// <summary>What the scaling policy remembers from one decision to the next. Times are measured from any fixed origin.</summary>
/// <param name="Window">What came lately.</param>
/// <param name="Observed">When it was last asked; null at first.</param>
/// <param name="Shifted">When each worker was last shifted.</param>
public sealed record ScalingState(DemandWindow Window, TimeSpan? Observed, ImmutableDictionary<string, TimeSpan> Shifted)
{
    public static ScalingState Empty { get; } = new(DemandWindow.Empty, null, ImmutableDictionary<string, TimeSpan>.Empty);

    /// <summary>Whether the pool is to serve with workers that do both; null before that was decided.</summary>
    public bool? ServesMixed { get; init; }

    /// <summary>Since when.</summary>
    public TimeSpan ServesSince { get; init; }

    /// <summary>Since when the other way of serving would have been better; null while it would not.</summary>
    public TimeSpan? OtherBetterSince { get; init; }

    /// <summary>Whether the last shift from one of prefill and decode to the other was to prefill.</summary>
    public bool LastToPrefill { get; init; }

    /// <summary>When it was; null before any.</summary>
    public TimeSpan? LastShift { get; init; }

    /// <summary>The same with no more shifts than before: what was decided was said and not done.</summary>
    public ScalingState WithShiftsOf(ScalingState before) => this with { Shifted = before.Shifted, LastShift = before.LastShift, LastToPrefill = before.LastToPrefill };
}
