using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>value.name: a method or property first, then a dictionary's entry.</summary>
internal sealed class AttributeAccess(Expression owner, string name, int line) : Expression(line)
{
    // One value for all evaluations: looking up a key must not make a string each time.
    private readonly TextValue _key = new(name);

    protected override Value Compute(Scope scope) => Lookup.Attribute(scope.Rendering, owner.Evaluate(scope), _key);
}

/// <summary>value[key]: an entry or position first, then a method or property of that name.</summary>
internal sealed class ItemAccess(Expression owner, Expression key, int line) : Expression(line)
{
    protected override Value Compute(Scope scope) => Lookup.Item(scope.Rendering, owner.Evaluate(scope), key.Evaluate(scope));
}

/// <summary>value[start:stop:step] of a list, tuple, range or string.</summary>
internal sealed class SliceAccess(Expression owner, Expression? start, Expression? stop, Expression? step, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        var value = owner.Evaluate(scope);
        var slice = new Slice(Bound(scope, start), Bound(scope, stop), Bound(scope, step));
        scope.Rendering.Line = Line;
        return slice.Of(scope.Rendering, value);
    }

    private static int? Bound(Scope scope, Expression? bound) => bound?.Evaluate(scope) switch
    {
        null or NoneValue => null,
        var value => Expect.Clamped(scope.Rendering, value, "a slice's bound"),
    };
}
