namespace Orchestrator.Gateway.OpenAi.Stops;

/// <summary>Looks for stop strings in one answer as it grows, however it is cut into pieces. Text that may be the beginning of a stop string is held back, and no more than that.</summary>
/// <remarks>The stop string that is complete first wins, as if every character came alone; of several complete at the same character, the longest.
/// Text of the tokens that <c>min_tokens</c> protects is not fed.</remarks>
/// <param name="stops">Shared by the choices of a request.</param>
/// <param name="includeStop">Leave the stop string in the text.</param>
public sealed class StopMatcher(StopStrings stops, bool includeStop = false)
{
    private readonly int[] _matched = new int[stops.Count];
    private string _held = "";

    /// <summary>The stop string that ended the answer; null while it goes on.</summary>
    public string? Hit { get; private set; }

    /// <summary>Takes the next piece of text and returns what is safe to send. After a hit there is nothing more to send.</summary>
    public string Feed(string text)
    {
        if (Hit is not null) return "";
        if (stops.Count == 0) return text;
        for (var i = 0; i < text.Length; i++)
        {
            if (Step(text[i]) is not { } stop) continue;
            Hit = stop;
            var all = _held + text[..(i + 1)];
            _held = "";
            return includeStop ? all : all[..^stop.Length];
        }
        return Release(_held + text);
    }

    /// <summary>What is held back, once the answer has ended without a stop string.</summary>
    public string Finish()
    {
        var rest = _held;
        _held = "";
        Array.Clear(_matched);
        return rest;
    }

    // The longest stop string that is complete with this character; null when none is.
    private string? Step(char next)
    {
        string? complete = null;
        for (var s = 0; s < _matched.Length; s++)
        {
            _matched[s] = stops.Advance(s, _matched[s], next);
            if (_matched[s] == stops[s].Length && stops[s].Length > (complete?.Length ?? 0)) complete = stops[s];
        }
        return complete;
    }

    // Half of a surrogate pair is never left at the cut: no stop string begins with a low surrogate.
    private string Release(string text)
    {
        var hold = 0;
        foreach (var matched in _matched) hold = Math.Max(hold, matched);
        _held = text[^hold..];
        return text[..^hold];
    }
}
