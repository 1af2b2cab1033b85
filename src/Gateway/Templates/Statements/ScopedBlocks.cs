using Orchestrator.Gateway.Templates.Expressions;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>{% generation %}: marks the assistant's own tokens for training; here it only keeps its names to itself.</summary>
internal sealed class ScopedBlock(Block body, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output) => body.Run(scope.Inner(), output);
}

/// <summary>{% filter name %} text {% endfilter %}.</summary>
internal sealed class FilterBlock(Expression filters, Block body, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output)
    {
        var inner = scope.Inner();
        if (body.Capture(inner, out var flow) is not { } text) return flow;
        CapturedText.Apply(filters, inner, text).WriteText(scope.Rendering, output);
        return Flow.Next;
    }
}

/// <summary>{% break %} or {% continue %}.</summary>
internal sealed class LoopExit(Flow flow, int line) : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output) => flow;
}
