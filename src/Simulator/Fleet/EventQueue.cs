namespace Orchestrator.Simulator.Fleet;

/// <summary>What is to happen, by time; of equal times what was said first comes first, so that a run is the same every time.</summary>
internal sealed class EventQueue
{
    private Event[] _heap = new Event[256];
    private int _count;
    private long _order;

    public int Count => _count;

    /// <summary>When the next one happens; infinite when nothing will.</summary>
    public double NextAt => _count > 0 ? _heap[0].At : double.PositiveInfinity;

    /// <param name="at">Seconds since the beginning.</param>
    /// <param name="kind">What happens.</param>
    /// <param name="subject">To whom.</param>
    /// <param name="tag">Tells an event that still counts from one that time has overtaken.</param>
    public void Add(double at, EventKind kind, object subject, long tag = 0)
    {
        if (_count == _heap.Length) Array.Resize(ref _heap, 2 * _count);
        var added = new Event(at, _order++, kind, subject, tag);
        var place = _count++;
        for (; place > 0 && added.IsBefore(_heap[(place - 1) / 2]); place = (place - 1) / 2) _heap[place] = _heap[(place - 1) / 2];
        _heap[place] = added;
    }

    public Event Take()
    {
        var first = _heap[0];
        var last = _heap[--_count];
        _heap[_count] = default;
        if (_count == 0) return first;
        var place = 0;
        while (2 * place + 1 < _count)
        {
            var child = 2 * place + 1;
            if (child + 1 < _count && _heap[child + 1].IsBefore(_heap[child])) child++;
            if (!_heap[child].IsBefore(last)) break;
            _heap[place] = _heap[child];
            place = child;
        }
        _heap[place] = last;
        return first;
    }

    internal readonly record struct Event(double At, long Order, EventKind Kind, object Subject, long Tag)
    {
        public bool IsBefore(in Event other) => At < other.At || (At == other.At && Order < other.Order);
    }
}
