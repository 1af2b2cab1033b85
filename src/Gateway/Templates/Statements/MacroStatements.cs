using Orchestrator.Gateway.Templates.Expressions;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>{% macro name(parameters) %}: binds a callable to its name.</summary>
internal sealed class MacroStatement(MacroDefinition definition, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        scope.Set(definition.Name, new MacroValue(definition, scope));
        return Flow.Next;
    }
}

/// <summary>{% call(parameters) name(arguments) %}: calls a macro that may call the block's body back as caller().</summary>
internal sealed class CallBlock(Call call, MacroDefinition body, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        call.Invoke(scope, new MacroValue(body, scope)).WriteText(scope.Rendering, output);
        return Flow.Next;
    }
}
