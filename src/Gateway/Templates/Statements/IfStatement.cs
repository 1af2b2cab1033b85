using Orchestrator.Gateway.Templates.Expressions;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>{% if %}, its elifs and its else. The bodies share the scope around them.</summary>
internal sealed class IfStatement((Expression Condition, Block Body)[] branches, Block? otherwise, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        foreach (var (condition, body) in branches)
            if (condition.Evaluate(scope).IsTrue) return body.Run(scope, output);
        return otherwise?.Run(scope, output) ?? Flow.Next;
    }
}
