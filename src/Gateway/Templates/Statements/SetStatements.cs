using Orchestrator.Gateway.Templates.Expressions;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>{% set target = expression %}.</summary>
internal sealed class SetStatement(Target target, Expression value, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        target.Assign(scope, value.Evaluate(scope));
        return Flow.Next;
    }
}

/// <summary>{% set target %} text {% endset %}, with filters over the text.</summary>
internal sealed class SetBlock(Target target, Expression filters, Block body, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        var inner = scope.Inner();
        if (body.Capture(inner, out var flow) is not { } text) return flow;
        target.Assign(scope, CapturedText.Apply(filters, inner, text));
        return Flow.Next;
    }
}

/// <summary>{% with a = 1, b = a %}: names for the body only. Each expression sees the scope around, not the names beside it.</summary>
internal sealed class WithStatement((Target Target, Expression Value)[] assignments, Block body, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        var inner = scope.Inner();
        foreach (var (target, value) in assignments) target.Assign(inner, value.Evaluate(scope));
        return body.Run(inner, output);
    }
}
