using Orchestrator.Contracts.Pools;

namespace Orchestrator.Gateway.Admin;

/// <summary>How far a reader has read the events of each pool; as text it is the id of an event, with which a reader comes back.</summary>
internal sealed class EventPlaces
{
    private readonly SortedDictionary<string, EventCursor> _places = new(StringComparer.Ordinal);

    /// <summary>Reads an id; whatever cannot be read is a pool that was never read.</summary>
    public static EventPlaces Parse(string id)
    {
        var places = new EventPlaces();
        foreach (var part in id.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            if (equals > 0 && EventCursor.TryParse(part[(equals + 1)..], out var cursor)) places._places[Uri.UnescapeDataString(part[..equals])] = cursor;
        }
        return places;
    }

    public EventCursor Of(string pool) => _places.GetValueOrDefault(pool);

    public void Set(string pool, EventCursor cursor) => _places[pool] = cursor;

    public override string ToString() => string.Join(',', _places.Select(p => $"{Uri.EscapeDataString(p.Key)}={p.Value}"));
}
