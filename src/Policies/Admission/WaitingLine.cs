using Orchestrator.Contracts.Requests;

namespace Orchestrator.Policies.Admission;

/// <summary>
/// The router's queue of tickets, by priority and then by arrival. Each class of priorities (below 0, 0, above 0) has a limit of its own, so
/// that a flood of one kind never turns another away. A ticket lapses unless it is renewed, so a gateway that died leaves nothing behind.
/// Times are measured from any fixed origin.
/// </summary>
/// <param name="limit">Tickets of one class.</param>
public sealed class WaitingLine(int limit)
{
    private readonly Dictionary<AttemptKey, Ticket> _tickets = [];
    private readonly int[] _classes = new int[3];
    private long _arrivals;

    public int Count => _tickets.Count;

    /// <summary>Tickets of the class that a priority belongs to.</summary>
    public int CountOf(int priority) => _classes[Class(priority)];

    /// <summary>Requests ahead of one that holds a ticket, or would take one now.</summary>
    public int Ahead(AttemptKey key, int priority)
    {
        if (_tickets.Count == 0) return 0;
        var mine = _tickets.TryGetValue(key, out var held) ? held : new Ticket(priority, long.MaxValue, default);
        var ahead = 0;
        foreach (var ticket in _tickets.Values) if (ticket.Priority > mine.Priority || (ticket.Priority == mine.Priority && ticket.Arrival < mine.Arrival)) ahead++;
        return ahead;
    }

    /// <summary>Takes or renews a ticket; false when its class is full.</summary>
    /// <param name="key">Who waits.</param>
    /// <param name="priority">Higher is served first.</param>
    /// <param name="lapsesAt">When the ticket ends unless it is renewed.</param>
    /// <param name="mustTake">For recoveries: their client has half an answer, and their number is bounded by what was running.</param>
    public bool TryWait(AttemptKey key, int priority, TimeSpan lapsesAt, bool mustTake = false)
    {
        if (_tickets.TryGetValue(key, out var held))
        {
            _tickets[key] = held with { LapsesAt = lapsesAt };
            return true;
        }
        if (CountOf(priority) >= limit && !mustTake) return false;
        _tickets[key] = new Ticket(priority, _arrivals++, lapsesAt);
        _classes[Class(priority)]++;
        return true;
    }

    public void Leave(AttemptKey key)
    {
        if (_tickets.Remove(key, out var ticket)) _classes[Class(ticket.Priority)]--;
    }

    /// <summary>Drops tickets that nobody renewed.</summary>
    public void Lapse(TimeSpan now)
    {
        if (_tickets.Count == 0) return;
        foreach (var (key, ticket) in _tickets) if (ticket.LapsesAt < now) Leave(key);
    }

    private static int Class(int priority) => Math.Sign(priority) + 1;

    private readonly record struct Ticket(int Priority, long Arrival, TimeSpan LapsesAt);
}
