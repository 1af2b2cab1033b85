using Orchestrator.Gateway.Templates.Expressions;
using Orchestrator.Gateway.Templates.Statements;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>Macros, and call blocks, whose body is a macro named caller.</summary>
internal sealed class MacroParser(TokenReader tokens, ParseContext context, ExpressionParser expressions, TargetParser targets, StatementParser statements)
{
    public MacroStatement Macro(int line)
    {
        var name = targets.Name();
        return new MacroStatement(Definition(name, Parameters(), "endmacro"), line);
    }

    public CallBlock CallBlock(int line)
    {
        var parameters = tokens.Current.IsSymbol("(") ? Parameters() : [];
        if (expressions.Parse() is not Call call) throw new TemplateException("a call block needs a call, as in {% call name() %}", line);
        return new CallBlock(call, Definition("caller", parameters, "endcall"), line);
    }

    private MacroDefinition Definition(string name, MacroParameter[] parameters, string end)
    {
        Block? body = null;
        var reads = context.InMacro(() => body = statements.BodyTo(end));
        return new MacroDefinition(name, parameters, body!, reads);
    }

    private MacroParameter[] Parameters()
    {
        tokens.ExpectSymbol("(");
        var parameters = new List<MacroParameter>();
        while (!tokens.Current.IsSymbol(")"))
        {
            if (parameters.Count > 0) tokens.ExpectSymbol(",");
            var name = targets.Name();
            var standard = tokens.TakeSymbol("=") ? expressions.Parse() : null;
            if (standard is null && parameters.Count > 0 && parameters[^1].Default is not null)
                throw tokens.Fail($"the parameter '{name}' without a default follows one with a default");
            parameters.Add(new MacroParameter(name, standard));
        }
        tokens.ExpectSymbol(")");
        return [.. parameters];
    }
}
