using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>Statements one after another: a template, or the body of a tag.</summary>
internal sealed class Block(Statement[] statements)
{
    public Flow Run(Scope scope, TextBuilder output)
    {
        foreach (var statement in statements)
        {
            scope.Rendering.Step(statement.Line);
            var flow = statement.Run(scope, output);
            if (flow != Flow.Next) return flow;
        }
        return Flow.Next;
    }

    /// <summary>What the block writes, as a string; null with the flow when it was left early.</summary>
    public TextValue? Capture(Scope scope, out Flow flow)
    {
        var text = new TextBuilder(scope.Rendering);
        flow = Run(scope, text);
        return flow == Flow.Next ? scope.Rendering.Text(text.ToString()) : null;
    }
}
