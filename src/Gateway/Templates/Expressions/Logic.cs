using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>left or right: gives one of the operands, as Python does.</summary>
internal sealed class OrExpression(Expression left, Expression right, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        var value = left.Evaluate(scope);
        return value.IsTrue ? value : right.Evaluate(scope);
    }
}

/// <summary>left and right: gives one of the operands.</summary>
internal sealed class AndExpression(Expression left, Expression right, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        var value = left.Evaluate(scope);
        return value.IsTrue ? right.Evaluate(scope) : value;
    }
}

/// <summary>not operand.</summary>
internal sealed class NotExpression(Expression operand, int line) : Expression(line)
{
    protected override Value Compute(Scope scope) => BooleanValue.Of(!operand.Evaluate(scope).IsTrue);
}

/// <summary>value if condition else otherwise; without else, undefined.</summary>
internal sealed class ConditionalExpression(Expression condition, Expression value, Expression? otherwise, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        if (condition.Evaluate(scope).IsTrue) return value.Evaluate(scope);
        return otherwise?.Evaluate(scope) ?? UndefinedValue.Because("the inline if is false and has no else");
    }
}
