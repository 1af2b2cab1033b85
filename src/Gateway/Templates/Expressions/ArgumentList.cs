using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>The arguments of a call as they are written: (a, b, name=c, *spread, **namedSpread).</summary>
internal sealed class ArgumentList(Expression[] positional, (string Name, Expression Value)[] named, Expression? spread, Expression? namedSpread)
{
    public static ArgumentList Empty { get; } = new([], [], null, null);

    public Arguments Evaluate(Scope scope, Value? caller = null)
    {
        if (positional.Length + named.Length == 0 && spread is null && namedSpread is null && caller is null) return Arguments.None;
        var values = new List<Value>(positional.Length);
        foreach (var argument in positional) values.Add(argument.Evaluate(scope));
        if (spread is not null) values.AddRange(scope.Rendering.Each(spread.Evaluate(scope)));
        var names = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, value) in named) Add(scope, names, name, value.Evaluate(scope));
        if (namedSpread is not null) Spread(scope, names, namedSpread.Evaluate(scope));
        if (caller is not null) Add(scope, names, "caller", caller);
        return new Arguments(values, names);
    }

    private static void Spread(Scope scope, Dictionary<string, Value> names, Value value)
    {
        if (value is not DictValue dict) throw scope.Rendering.Fail($"** needs a dictionary, not '{value.TypeName}'");
        foreach (var (key, entry) in dict.Entries)
            Add(scope, names, Expect.Text(scope.Rendering, key, "an argument's name"), entry);
    }

    private static void Add(Scope scope, Dictionary<string, Value> names, string name, Value value)
    {
        if (!names.TryAdd(name, value)) throw scope.Rendering.Fail($"the argument '{name}' is given twice");
    }
}
