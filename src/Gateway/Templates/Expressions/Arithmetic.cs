using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>+ - * / // % **.</summary>
internal sealed class ArithmeticExpression(string symbol, Expression left, Expression right, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        var a = left.Evaluate(scope);
        var b = right.Evaluate(scope);
        scope.Rendering.Line = Line;
        return Arithmetic.Apply(scope.Rendering, symbol, a, b);
    }
}

/// <summary>-operand or +operand.</summary>
internal sealed class SignExpression(bool isNegative, Expression operand, int line) : Expression(line)
{
    protected override Value Compute(Scope scope) => Arithmetic.Sign(scope.Rendering, isNegative, operand.Evaluate(scope));
}

/// <summary>a ~ b ~ c: the texts of all parts, one after another.</summary>
internal sealed class Concatenation(Expression[] parts, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        var texts = new string[parts.Length];
        var length = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            texts[i] = parts[i].Evaluate(scope).ToText(scope.Rendering);
            length += texts[i].Length;
        }
        scope.Rendering.Allow(length);
        return scope.Rendering.Text(string.Concat(texts));
    }
}
