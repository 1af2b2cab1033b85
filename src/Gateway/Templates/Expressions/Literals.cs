using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>A string, number, true, false or none.</summary>
internal sealed class Constant(Value value, int line) : Expression(line)
{
    protected override Value Compute(Scope scope) => value;
}

/// <summary>[a, b]: a new list each time, because lists can be changed.</summary>
internal sealed class ListLiteral(Expression[] items, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        scope.Rendering.GrowItems(items.Length);
        return new ListValue([.. items.Select(item => item.Evaluate(scope))]);
    }
}

/// <summary>(a, b).</summary>
internal sealed class TupleLiteral(Expression[] items, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        scope.Rendering.GrowItems(items.Length);
        return new TupleValue([.. items.Select(item => item.Evaluate(scope))]);
    }
}

/// <summary>{key: value}: a new dictionary each time.</summary>
internal sealed class DictLiteral((Expression Key, Expression Value)[] entries, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        var dict = new DictValue();
        foreach (var (key, value) in entries) dict.Set(scope.Rendering, key.Evaluate(scope), value.Evaluate(scope));
        return dict;
    }
}
