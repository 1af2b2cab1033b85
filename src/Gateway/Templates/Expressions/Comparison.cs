using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>a &lt; b &lt;= c: each neighbour pair is compared, until one fails.</summary>
internal sealed class Comparison(Expression first, (ComparisonKind Kind, Expression Operand)[] rest, int line) : Expression(line)
{
    protected override Value Compute(Scope scope)
    {
        var left = first.Evaluate(scope);
        foreach (var (kind, operand) in rest)
        {
            var right = operand.Evaluate(scope);
            scope.Rendering.Line = Line;
            if (!kind.Holds(scope.Rendering, left, right)) return BooleanValue.False;
            left = right;
        }
        return BooleanValue.True;
    }
}
