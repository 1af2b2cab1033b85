namespace Orchestrator.LoadTests.Measures;

/// <summary>Times in which something was going on, opened and closed by one, asked about by many.</summary>
internal sealed class TimeWindows
{
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan From, TimeSpan? To)> _windows = [];

    public int Count
    {
        get
        {
            lock (_gate) return _windows.Count;
        }
    }

    /// <summary>Not while one is open.</summary>
    public void Open(TimeSpan at)
    {
        lock (_gate) _windows.Add((at, null));
    }

    public void Close(TimeSpan at)
    {
        lock (_gate) _windows[^1] = (_windows[^1].From, at);
    }

    /// <summary>Whether any part of a time is in a window. Windows that lie before <paramref name="from"/> are not looked at.</summary>
    public bool Overlap(TimeSpan from, TimeSpan to)
    {
        lock (_gate)
        {
            for (var i = _windows.Count - 1; i >= 0; i--)
            {
                if (_windows[i].To is { } end && end < from) return false;
                if (_windows[i].From <= to) return true;
            }
            return false;
        }
    }
}
