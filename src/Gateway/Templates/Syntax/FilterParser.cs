using Orchestrator.Gateway.Templates.Expressions;
using Orchestrator.Gateway.Templates.Library;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>Filters, tests, and the arguments in their parentheses.</summary>
internal sealed class FilterParser(TokenReader tokens, ParseContext context, ExpressionParser expressions)
{
    /// <summary>The filter, test or call that follows an operand; null when none does.</summary>
    public Expression? TryAttach(Expression operand)
    {
        if (tokens.TakeSymbol("|")) return Filter(operand);
        if (tokens.TakeName("is")) return Test(operand);
        return tokens.Current.IsSymbol("(") ? new Call(operand, Arguments(), tokens.Current.Line) : null;
    }

    /// <summary>The filters of a block, the first without its bar: {% filter upper|trim %}, or none: {% set x %}.</summary>
    public Expression Block(Expression body, bool firstWithoutBar)
    {
        if (firstWithoutBar) body = Filter(body);
        var depth = 0;
        while (tokens.TakeSymbol("|"))
        {
            tokens.Enter();
            depth++;
            body = Filter(body);
        }
        tokens.Leave(depth);
        return body;
    }

    public ArgumentList Arguments()
    {
        tokens.ExpectSymbol("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? spread = null, namedSpread = null;
        while (!tokens.Current.IsSymbol(")"))
        {
            if (namedSpread is null && tokens.TakeSymbol("**")) namedSpread = expressions.Parse();
            else if (namedSpread is null && spread is null && tokens.TakeSymbol("*")) spread = expressions.Parse();
            else if (namedSpread is null && tokens.Current.Kind == TokenKind.Name && tokens.Following.IsSymbol("="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named.Add((name, expressions.Parse()));
            }
            else if (namedSpread is null && spread is null && named.Count == 0) positional.Add(expressions.Parse());
            else throw tokens.Fail("a positional argument follows a named one");
            if (!tokens.TakeSymbol(",")) break;
        }
        tokens.ExpectSymbol(")");
        return new ArgumentList([.. positional], [.. named], spread, namedSpread);
    }

    private FilterExpression Filter(Expression operand)
    {
        var line = tokens.Current.Line;
        var name = DottedName("a filter's name");
        var arguments = tokens.Current.IsSymbol("(") ? Arguments() : ArgumentList.Empty;
        if (FilterTable.Find(name) is null) context.Unknown($"there is no filter '{name}'", line);
        return new FilterExpression(operand, name, arguments, line);
    }

    private Expression Test(Expression operand)
    {
        var line = tokens.Current.Line;
        var negated = tokens.TakeName("not");
        var name = DottedName("a test's name");
        var arguments = ArgumentList.Empty;
        if (tokens.Current.IsSymbol("(")) arguments = Arguments();
        else if (StartsArgument()) arguments = new ArgumentList([expressions.Operands.Postfixes(expressions.Operands.Primary())], [], null, null);
        if (TestTable.Find(name) is null) context.Unknown($"there is no test '{name}'", line);
        Expression test = new TestExpression(operand, name, arguments, line);
        return negated ? new NotExpression(test, line) : test;
    }

    // "x is divisibleby 3": one argument may do without parentheses.
    private bool StartsArgument()
    {
        var token = tokens.Current;
        if (token.IsName("is")) throw tokens.Fail("tests cannot be chained with 'is'");
        return token.Kind switch
        {
            TokenKind.Name => token.Text is not ("else" or "or" or "and"),
            TokenKind.String or TokenKind.Integer or TokenKind.Float => true,
            TokenKind.Symbol => token.Text is "[" or "{",
            _ => false,
        };
    }

    private string DottedName(string what)
    {
        var name = tokens.Expect(TokenKind.Name, what).Text;
        while (tokens.TakeSymbol(".")) name += "." + tokens.Expect(TokenKind.Name, what).Text;
        return name;
    }
}
