using Orchestrator.Gateway.Templates.Library;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>Names and their values. Loop turns, macros and blocks have their own scope and see the ones around the place where they are written; an if has none.</summary>
internal sealed class Scope(Rendering rendering, Scope? outer)
{
    // A loop's turn has two or three names, the template itself perhaps fifty: few are searched in order, many in a dictionary.
    private const int Few = 8;

    private readonly Scope? _outer = outer;
    private (string Name, Value Value)[] _few = [];
    private int _count;
    private Dictionary<string, Value>? _many;

    public Rendering Rendering { get; } = rendering;

    public Scope Inner() => new(Rendering, this);

    public Value Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
            if (scope.Own(name) is { } value) return value;
        return Globals.Find(name) ?? UndefinedValue.Named(name);
    }

    public void Set(string name, Value value)
    {
        if (_many is not null) _many[name] = value;
        else if (Position(name) is var at and >= 0) _few[at].Value = value;
        else if (_count < Few) Add(name, value);
        else
        {
            _many = _few.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
            _many[name] = value;
        }
    }

    private Value? Own(string name)
    {
        if (_many is not null) return _many.GetValueOrDefault(name);
        var at = Position(name);
        return at < 0 ? null : _few[at].Value;
    }

    private int Position(string name)
    {
        for (var i = 0; i < _count; i++)
            if (_few[i].Name == name) return i;
        return -1;
    }

    private void Add(string name, Value value)
    {
        if (_count == _few.Length) Array.Resize(ref _few, _count == 0 ? 2 : Few);
        _few[_count++] = (name, value);
    }
}
