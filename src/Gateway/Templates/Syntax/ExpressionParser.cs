using Orchestrator.Gateway.Templates.Expressions;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>Operators, weakest first: inline if, or, and, not, comparisons, + -, ~, * / // %, **, and the signs.</summary>
internal sealed class ExpressionParser
{
    private readonly TokenReader _tokens;
    private readonly ParseContext _context;
    private readonly OperandParser _operands;

    public ExpressionParser(TokenReader tokens, ParseContext context)
    {
        _tokens = tokens;
        _context = context;
        _operands = new OperandParser(tokens, context, this);
    }

    public OperandParser Operands => _operands;

    /// <param name="allowIf">False where a following 'if' belongs to the statement (for ... in ... if).</param>
    public Expression Parse(bool allowIf = true)
    {
        _tokens.Enter();
        var expression = allowIf ? Conditional() : Or();
        _tokens.Leave();
        return expression;
    }

    /// <summary>One expression, or several with commas between them: a tuple.</summary>
    public Expression ParseTuple(bool allowIf = true, string? endName = null, bool allowEmpty = false)
    {
        var line = _tokens.Current.Line;
        var items = new List<Expression>();
        var isTuple = false;
        while (!AtTupleEnd(endName))
        {
            items.Add(Parse(allowIf));
            if (!_tokens.TakeSymbol(",")) break;
            isTuple = true;
        }
        if (!isTuple && items.Count == 1) return items[0];
        if (!isTuple && !allowEmpty) throw _tokens.Unexpected("an expression");
        return new TupleLiteral([.. items], line);
    }

    private bool AtTupleEnd(string? endName) =>
        _tokens.Current.Kind is TokenKind.OutputEnd or TokenKind.BlockEnd
        || _tokens.Current.IsSymbol(")")
        || (endName is not null && _tokens.Current.IsName(endName));

    private Expression Conditional()
    {
        var line = _tokens.Current.Line;
        var unknown = _context.UnknownNames;
        var value = Or();
        var depth = 0;
        while (_tokens.TakeName("if"))
        {
            _tokens.Enter();
            depth++;
            var condition = Or();
            Expression? otherwise = null;
            if (_tokens.TakeName("else")) otherwise = Conditional();
            value = new ConditionalExpression(condition, value, otherwise, line);
        }
        _tokens.Leave(depth);
        if (depth > 0) _context.PostponeSince(unknown);
        return value;
    }

    private Expression Or() => Chain(["or"], And, static (_, left, right, line) => new OrExpression(left, right, line));

    private Expression And() => Chain(["and"], Not, static (_, left, right, line) => new AndExpression(left, right, line));

    private Expression Not()
    {
        var line = _tokens.Current.Line;
        if (!_tokens.TakeName("not")) return Comparison();
        _tokens.Enter();
        var operand = Not();
        _tokens.Leave();
        return new NotExpression(operand, line);
    }

    private Expression Comparison()
    {
        var line = _tokens.Current.Line;
        var first = Sum();
        var rest = new List<(ComparisonKind, Expression)>();
        while (NextComparison() is ComparisonKind kind) rest.Add((kind, Sum()));
        return rest.Count == 0 ? first : new Comparison(first, [.. rest], line);
    }

    private ComparisonKind? NextComparison()
    {
        if (_tokens.TakeName("in")) return ComparisonKind.In;
        if (_tokens.Current.IsName("not") && _tokens.Following.IsName("in"))
        {
            _tokens.Take();
            _tokens.Take();
            return ComparisonKind.NotIn;
        }
        if (_tokens.Current.Kind != TokenKind.Symbol || ComparisonKinds.Find(_tokens.Current.Text) is not ComparisonKind kind) return null;
        _tokens.Take();
        return kind;
    }

    private Expression Sum() => Chain(["+", "-"], Concatenated, Arithmetic);

    private Expression Concatenated()
    {
        var line = _tokens.Current.Line;
        var first = Product();
        if (!_tokens.Current.IsSymbol("~")) return first;
        var parts = new List<Expression> { first };
        while (_tokens.TakeSymbol("~")) parts.Add(Product());
        return new Concatenation([.. parts], line);
    }

    private Expression Product() => Chain(["*", "/", "//", "%"], Power, Arithmetic);

    // Jinja's ** groups from the left, unlike Python's.
    private Expression Power() => Chain(["**"], () => Unary(), Arithmetic);

    /// <summary>A signed operand. After a sign, filters belong to the whole: -1|abs is (-1)|abs.</summary>
    public Expression Unary(bool withFilters = true)
    {
        _tokens.Enter();
        var line = _tokens.Current.Line;
        Expression operand;
        if (_tokens.Current.IsSymbol("-") || _tokens.Current.IsSymbol("+"))
        {
            var sign = _tokens.Take().Text;
            operand = new SignExpression(sign == "-", Unary(withFilters: false), line);
        }
        else
        {
            operand = _operands.Primary();
        }
        operand = _operands.Postfixes(operand);
        if (withFilters) operand = _operands.Filters(operand);
        _tokens.Leave();
        return operand;
    }

    private static ArithmeticExpression Arithmetic(string symbol, Expression left, Expression right, int line) => new(symbol, left, right, line);

    private Expression Chain(string[] operators, Func<Expression> operand, Func<string, Expression, Expression, int, Expression> join)
    {
        var left = operand();
        var depth = 0;
        while (_tokens.Current.Kind is TokenKind.Symbol or TokenKind.Name && Array.IndexOf(operators, _tokens.Current.Text) >= 0)
        {
            _tokens.Enter();
            depth++;
            var token = _tokens.Take();
            left = join(token.Text, left, operand(), token.Line);
        }
        _tokens.Leave(depth);
        return left;
    }
}
