using Orchestrator.Contracts.Requests;

namespace Orchestrator.Policies.Admission;

/// <summary>
/// The router's bounded queue of tickets, by priority and then by arrival. A ticket lapses unless it is renewed, so a gateway that died
/// leaves nothing behind. Times are measured from any fixed origin.
/// </summary>
public sealed class WaitingLine(int limit)
{
    private readonly Dictionary<AttemptKey, Ticket> _tickets = [];
    private long _arrivals;

    public int Count => _tickets.Count;

    /// <summary>Requests ahead of one that holds a ticket, or would take one now.</summary>
    public int Ahead(AttemptKey key, int priority)
    {
        var mine = _tickets.TryGetValue(key, out var held) ? held : new Ticket(priority, long.MaxValue, default);
        return _tickets.Values.Count(t => t.Priority > mine.Priority || (t.Priority == mine.Priority && t.Arrival < mine.Arrival));
    }

    /// <summary>Takes or renews a ticket; false when the queue is full.</summary>
    /// <param name="key">Who waits.</param>
    /// <param name="priority">Higher is served first.</param>
    /// <param name="lapsesAt">When the ticket ends unless it is renewed.</param>
    /// <param name="mustTake">For recoveries: their client has half an answer, and their number is bounded by what was running.</param>
    public bool TryWait(AttemptKey key, int priority, TimeSpan lapsesAt, bool mustTake = false)
    {
        if (_tickets.TryGetValue(key, out var held)) _tickets[key] = held with { LapsesAt = lapsesAt };
        else if (_tickets.Count >= limit && !mustTake) return false;
        else _tickets[key] = new Ticket(priority, _arrivals++, lapsesAt);
        return true;
    }

    public void Leave(AttemptKey key) => _tickets.Remove(key);

    /// <summary>Drops tickets that nobody renewed.</summary>
    public void Lapse(TimeSpan now)
    {
        foreach (var (key, ticket) in _tickets) if (ticket.LapsesAt < now) _tickets.Remove(key);
    }

    private readonly record struct Ticket(int Priority, long Arrival, TimeSpan LapsesAt);
}
