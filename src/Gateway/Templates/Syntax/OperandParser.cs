using System.Text;
using Orchestrator.Gateway.Templates.Expressions;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>What stands between operators: literals, names, and what is attached to them (.name, [item], (call), |filter, is test).</summary>
internal sealed class OperandParser(TokenReader tokens, ParseContext context, ExpressionParser expressions)
{
    private readonly FilterParser _filters = new(tokens, context, expressions);

    public FilterParser FilterCalls => _filters;

    public Expression Primary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                tokens.Take();
                return Name(token);
            case TokenKind.String:
                return Text();
            case TokenKind.Integer:
                tokens.Take();
                return new Constant(new IntegerValue(NumberLiteral.Integer(token)), token.Line);
            case TokenKind.Float:
                tokens.Take();
                return new Constant(new FloatValue(NumberLiteral.Float(token)), token.Line);
        }
        if (tokens.TakeSymbol("("))
        {
            var tuple = expressions.ParseTuple(allowEmpty: true);
            tokens.ExpectSymbol(")");
            return tuple;
        }
        if (tokens.TakeSymbol("[")) return List(token.Line);
        if (tokens.TakeSymbol("{")) return Dict(token.Line);
        throw tokens.Unexpected("an expression");
    }

    /// <summary>Everything with a dot, a bracket or a parenthesis that follows an operand.</summary>
    public Expression Postfixes(Expression operand) => Attach(operand, Postfix);

    /// <summary>Filters and tests that follow an operand, and calls of what they give.</summary>
    public Expression Filters(Expression operand) => Attach(operand, _filters.TryAttach);

    private Expression Attach(Expression operand, Func<Expression, Expression?> next)
    {
        var depth = 0;
        while (next(operand) is { } longer)
        {
            operand = longer;
            tokens.Enter();
            depth++;
        }
        tokens.Leave(depth);
        return operand;
    }

    private Expression? Postfix(Expression operand)
    {
        var line = tokens.Current.Line;
        if (tokens.TakeSymbol("."))
        {
            if (tokens.Current.Kind == TokenKind.Name) return new AttributeAccess(operand, tokens.Take().Text, line);
            var position = tokens.Expect(TokenKind.Integer, "a name or a position after '.'");
            return new ItemAccess(operand, new Constant(new IntegerValue(NumberLiteral.Integer(position)), line), line);
        }
        if (tokens.TakeSymbol("[")) return Subscript(operand, line);
        return tokens.Current.IsSymbol("(") ? new Call(operand, _filters.Arguments(), line) : null;
    }

    private Expression Subscript(Expression operand, int line)
    {
        if (tokens.Current.IsSymbol(":") || tokens.Current.IsSymbol("]")) return Slice(operand, null, line);
        var first = expressions.Parse();
        if (tokens.Current.IsSymbol(":")) return Slice(operand, first, line);
        if (!tokens.Current.IsSymbol(","))
        {
            tokens.ExpectSymbol("]");
            return new ItemAccess(operand, first, line);
        }
        var items = new List<Expression> { first };
        while (tokens.TakeSymbol(",")) items.Add(expressions.Parse());
        tokens.ExpectSymbol("]");
        return new ItemAccess(operand, new TupleLiteral([.. items], line), line);
    }

    private SliceAccess Slice(Expression operand, Expression? start, int line)
    {
        tokens.ExpectSymbol(":");
        var stop = SliceEnd() ? null : expressions.Parse();
        var step = tokens.TakeSymbol(":") && !SliceEnd() ? expressions.Parse() : null;
        tokens.ExpectSymbol("]");
        return new SliceAccess(operand, start, stop, step, line);
    }

    private bool SliceEnd() => tokens.Current.IsSymbol(":") || tokens.Current.IsSymbol("]");

    private Expression Name(Token token)
    {
        switch (token.Text)
        {
            case "true" or "True": return new Constant(BooleanValue.True, token.Line);
            case "false" or "False": return new Constant(BooleanValue.False, token.Line);
            case "none" or "None": return new Constant(NoneValue.Instance, token.Line);
        }
        context.Reads(token.Text);
        return new NameExpression(token.Text, token.Line);
    }

    // Strings that stand side by side are one string.
    private Constant Text()
    {
        var line = tokens.Current.Line;
        var text = new StringBuilder();
        while (tokens.Current.Kind == TokenKind.String) text.Append(tokens.Take().Text);
        return new Constant(new TextValue(text.ToString()), line);
    }

    private ListLiteral List(int line)
    {
        var items = new List<Expression>();
        while (!tokens.Current.IsSymbol("]"))
        {
            items.Add(expressions.Parse());
            if (!tokens.TakeSymbol(",")) break;
        }
        tokens.ExpectSymbol("]");
        return new ListLiteral([.. items], line);
    }

    private DictLiteral Dict(int line)
    {
        var entries = new List<(Expression, Expression)>();
        while (!tokens.Current.IsSymbol("}"))
        {
            var key = expressions.Parse();
            tokens.ExpectSymbol(":");
            entries.Add((key, expressions.Parse()));
            if (!tokens.TakeSymbol(",")) break;
        }
        tokens.ExpectSymbol("}");
        return new DictLiteral([.. entries], line);
    }
}
