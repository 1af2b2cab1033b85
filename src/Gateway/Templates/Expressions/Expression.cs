using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>A part of the template that has a value. Immutable; many renderings may evaluate it at once.</summary>
internal abstract class Expression(int line)
{
    public int Line { get; } = line;

    public Value Evaluate(Scope scope)
    {
        scope.Rendering.Step(Line);
        return Compute(scope);
    }

    protected abstract Value Compute(Scope scope);
}
