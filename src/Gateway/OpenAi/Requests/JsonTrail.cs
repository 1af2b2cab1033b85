using System.Text;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Where a scan stands in a JSON text: the path for error messages, and the names each open object has had.</summary>
/// <param name="depth">Objects and arrays that may be open at once.</param>
internal sealed class JsonTrail(int depth)
{
    private const int KeptNames = 32;

    private readonly Level[] _levels = new Level[depth];
    private int _open;

    public bool IsFull => _open == depth;

    /// <summary>The current value, as in <c>messages[2].content</c>; empty at the root.</summary>
    public string Path => PathOf(_open);

    /// <summary>The object or array that holds the current value.</summary>
    public string ParentPath => PathOf(_open - 1);

    /// <summary>Keys of the innermost object so far.</summary>
    public int Keys => _levels[_open - 1].Count;

    public void Enter(bool array)
    {
        ref var level = ref _levels[_open++];
        level.IsArray = array;
        level.Count = 0;
        level.Name = "";
        // Clearing a set takes as long as it has ever been large, which a client could make us pay for each small object.
        if (level.Names is { Count: > KeptNames }) level.Names = null;
        level.Names?.Clear();
    }

    public void Leave() => _open--;

    /// <summary>An item of an array begins; a value inside an object needs no step.</summary>
    public void Step()
    {
        if (_open > 0 && _levels[_open - 1].IsArray) _levels[_open - 1].Count++;
    }

    /// <summary>A key of an object begins. False when the object has had it before.</summary>
    public bool Name(string name)
    {
        ref var level = ref _levels[_open - 1];
        level.Name = name;
        level.Count++;
        return (level.Names ??= new(StringComparer.Ordinal)).Add(name);
    }

    private string PathOf(int levels)
    {
        var path = new StringBuilder();
        foreach (ref readonly var level in _levels.AsSpan(0, levels))
        {
            if (level.IsArray) path.Append('[').Append(level.Count - 1).Append(']');
            else path.Append(path.Length == 0 ? "" : ".").Append(Excerpt.OfName(level.Name));
        }
        return path.ToString();
    }

    private struct Level
    {
        public bool IsArray;
        public int Count;
        public string Name;
        public HashSet<string>? Names;
    }
}
