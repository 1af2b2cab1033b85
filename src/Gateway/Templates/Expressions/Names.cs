using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>A name that is read; undefined when nothing sets it.</summary>
internal sealed class NameExpression(string name, int line) : Expression(line)
{
    protected override Value Compute(Scope scope) => scope.Find(name);
}

/// <summary>The text of a set or filter block, where its filters read it.</summary>
internal sealed class CapturedText(int line) : Expression(line)
{
    // No template can write this name.
    private const string Slot = "{captured}";

    public static Value Apply(Expression filters, Scope scope, TextValue text)
    {
        scope.Set(Slot, text);
        return filters.Evaluate(scope);
    }

    protected override Value Compute(Scope scope) => scope.Find(Slot);
}
