using System.Globalization;

namespace Orchestrator.Contracts.Pools;

/// <summary>How far somebody has read a pool's events.</summary>
/// <param name="Incarnation">The pool's activation, in ticks; events of another one are all new.</param>
/// <param name="Number">The last event read.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.EventCursor")]
public readonly record struct EventCursor([property: Id(0)] long Incarnation, [property: Id(1)] long Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Incarnation}-{Number}");

    /// <summary>Reads what <see cref="ToString"/> has written; false for anything else.</summary>
    public static bool TryParse(string text, out EventCursor cursor)
    {
        var parts = text.Split('-');
        cursor = default;
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var incarnation)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        cursor = new EventCursor(incarnation, number);
        return true;
    }
}
