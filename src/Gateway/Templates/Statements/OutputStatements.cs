using Orchestrator.Gateway.Templates.Expressions;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>Text outside tags, as it is.</summary>
internal sealed class TextStatement(string text, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        output.Append(text);
        return Flow.Next;
    }
}

/// <summary>{{ expression }}: Python's str() of the value, and nothing for an undefined one.</summary>
internal sealed class OutputStatement(Expression expression, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        expression.Evaluate(scope).WriteText(scope.Rendering, output);
        return Flow.Next;
    }
}
