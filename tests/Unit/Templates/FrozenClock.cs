namespace Orchestrator.Unit.Templates;

/// <summary>The moment at which the goldens were frozen: 7 March 2025, 14:05:09.</summary>
internal sealed class FrozenClock : TimeProvider
{
    public static FrozenClock Instance { get; } = new();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2025, 3, 7, 14, 5, 9, TimeSpan.Zero);
}
