using Orchestrator.Gateway.Templates.Expressions;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>{% for %}. Every turn has its own scope, with 'loop' in it. The condition filters lazily, while the body runs.</summary>
internal sealed class ForStatement(Target target, Expression items, Expression? condition, Block body, Block? otherwise, bool recursive, int line)
    : Statement(line)
{
    public override Flow Run(Scope scope, TextBuilder output) => RunOver(scope, items.Evaluate(scope), output, depth: 0);

    private Flow RunOver(Scope scope, Value value, TextBuilder output, int depth)
    {
        var rendering = scope.Rendering;
        var length = condition is null ? value.Length : null;
        var loop = new LoopValue((condition is null ? rendering.Each(value) : Filtered(scope, value, condition)).GetEnumerator(), length, depth, recursive ? Descend : null);
        var finished = false;
        while (loop.Advance())
        {
            rendering.Step(Line);
            var turn = scope.Inner();
            target.Assign(turn, loop.Current);
            turn.Set("loop", loop);
            var flow = body.Run(turn, output);
            if (flow == Flow.Break) break;
            // Jinja's quirk: a loop whose every turn was cut short counts as one without turns.
            finished |= flow == Flow.Next;
        }
        return finished || otherwise is null ? Flow.Next : otherwise.Run(scope.Inner(), output);

        Value Descend(Value children)
        {
            var text = new TextBuilder(rendering);
            rendering.Enter();
            RunOver(scope, children, text, depth + 1);
            rendering.Leave();
            return rendering.Text(text.ToString());
        }
    }

    private IEnumerable<Value> Filtered(Scope scope, Value value, Expression test)
    {
        foreach (var item in scope.Rendering.Each(value))
        {
            var inner = scope.Inner();
            target.Assign(inner, item);
            if (test.Evaluate(inner).IsTrue) yield return item;
        }
    }
}
