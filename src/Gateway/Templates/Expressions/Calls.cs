using Orchestrator.Gateway.Templates.Library;
using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>callee(arguments): a macro, a method or a global function.</summary>
internal sealed class Call(Expression callee, ArgumentList arguments, int line) : Expression(line)
{
    /// <summary>As part of a call block, whose body the callee may call as caller().</summary>
    public Value Invoke(Scope scope, Value? caller)
    {
        var function = callee.Evaluate(scope);
        var given = arguments.Evaluate(scope, caller);
        scope.Rendering.Line = Line;
        return function.Call(scope.Rendering, given);
    }

    protected override Value Compute(Scope scope) => Invoke(scope, caller: null);
}

/// <summary>operand|name(arguments).</summary>
internal sealed class FilterExpression(Expression operand, string name, ArgumentList arguments, int line) : Expression(line)
{
    private readonly Native? _filter = FilterTable.Find(name);

    protected override Value Compute(Scope scope)
    {
        var value = operand.Evaluate(scope);
        var given = arguments.Evaluate(scope);
        scope.Rendering.Line = Line;
        if (_filter is null) throw scope.Rendering.Fail($"there is no filter '{name}'");
        return _filter(scope.Rendering, value, given);
    }
}

/// <summary>operand is name(arguments).</summary>
internal sealed class TestExpression(Expression operand, string name, ArgumentList arguments, int line) : Expression(line)
{
    private readonly Test? _test = TestTable.Find(name);

    protected override Value Compute(Scope scope)
    {
        var value = operand.Evaluate(scope);
        var given = arguments.Evaluate(scope);
        scope.Rendering.Line = Line;
        if (_test is null) throw scope.Rendering.Fail($"there is no test '{name}'");
        return BooleanValue.Of(_test(scope.Rendering, value, given));
    }
}
