using Orchestrator.Gateway.Templates.Expressions;
using Orchestrator.Gateway.Templates.Statements;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>Text, {{ output }} and {% statements %}. Tags that need other files (include, import, extends, block) and autoescape are refused.</summary>
internal sealed class StatementParser
{
    private readonly TokenReader _tokens;
    private readonly ParseContext _context = new();
    private readonly ExpressionParser _expressions;
    private readonly TargetParser _targets;
    private readonly MacroParser _macros;

    private StatementParser(TokenReader tokens)
    {
        _tokens = tokens;
        _expressions = new ExpressionParser(tokens, _context);
        _targets = new TargetParser(tokens);
        _macros = new MacroParser(tokens, _context, _expressions, _targets, this);
    }

    public static Block Parse(string source, TemplateLimits limits)
    {
        if (source.Length > limits.SourceLength)
            throw new TemplateLimitException($"the template has {source.Length:N0} characters, more than {limits.SourceLength:N0}", 1);
        var parser = new StatementParser(new TokenReader(TemplateLexer.Tokenize(source), limits.Nesting));
        var body = parser.Statements([]);
        parser._context.ThrowIfUnknown();
        return body;
    }

    /// <summary>The statements after a tag, up to one of the end tags, whose name stays unread.</summary>
    public Block Body(params string[] ends)
    {
        _tokens.TakeSymbol(":");
        _tokens.Expect(TokenKind.BlockEnd, "'%}'");
        _tokens.Enter();
        var body = Statements(ends);
        _tokens.Leave();
        return body;
    }

    /// <summary>As <see cref="Body"/>, and takes the end tag's name.</summary>
    public Block BodyTo(string end)
    {
        var body = Body(end);
        _tokens.Take();
        return body;
    }

    private Block Statements(string[] ends)
    {
        var statements = new List<Statement>();
        while (true)
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    statements.Add(new TextStatement(token.Text, token.Line));
                    break;
                case TokenKind.OutputStart:
                    statements.Add(new OutputStatement(_expressions.ParseTuple(), token.Line));
                    _tokens.Expect(TokenKind.OutputEnd, "'}}'");
                    break;
                case TokenKind.BlockStart:
                    if (_tokens.Current.Kind == TokenKind.Name && Array.IndexOf(ends, _tokens.Current.Text) >= 0) return new Block([.. statements]);
                    statements.Add(Tag(ends));
                    _tokens.Expect(TokenKind.BlockEnd, "'%}'");
                    break;
                default:
                    if (ends.Length > 0) throw _tokens.Fail($"the template ends where {Names(ends)} is expected");
                    return new Block([.. statements]);
            }
        }
    }

    private Statement Tag(string[] ends)
    {
        var token = _tokens.Expect(TokenKind.Name, "a tag's name");
        switch (token.Text)
        {
            case "if": return If(token.Line);
            case "for": return For(token.Line);
            case "set": return Set(token.Line);
            case "with": return With(token.Line);
            case "macro": return _macros.Macro(token.Line);
            case "call": return _macros.CallBlock(token.Line);
            case "filter": return FilterBlock(token.Line);
            case "generation": return new ScopedBlock(BodyTo("endgeneration"), token.Line);
            case "print": return new OutputStatement(_expressions.ParseTuple(), token.Line);
            case "break" or "continue": return LoopExit(token);
            case "include" or "import" or "from" or "extends" or "block" or "autoescape" or "do" or "trans" or "debug":
                throw new TemplateException($"the tag '{token.Text}' is not supported", token.Line);
        }
        var hint = ends.Length > 0 ? $"; {Names(ends)} is expected here" : "";
        throw new TemplateException($"unknown tag '{token.Text}'{hint}", token.Line);
    }

    private IfStatement If(int line)
    {
        var unknown = _context.UnknownNames;
        var branches = new List<(Expression, Block)>();
        Block? otherwise = null;
        do branches.Add((_expressions.ParseTuple(allowIf: false), Body("elif", "else", "endif")));
        while (_tokens.TakeName("elif"));
        if (_tokens.TakeName("else")) otherwise = Body("endif");
        _tokens.ExpectName("endif");
        _context.PostponeSince(unknown);
        return new IfStatement([.. branches], otherwise, line);
    }

    private ForStatement For(int line)
    {
        var target = _targets.Parse(allowAttributes: false);
        if (target.Names("loop")) throw new TemplateException("'loop' cannot be a loop's own variable", line);
        _tokens.ExpectName("in");
        var items = _expressions.ParseTuple(allowIf: false, endName: "recursive");
        var condition = _tokens.TakeName("if") ? _expressions.Parse() : null;
        var recursive = _tokens.TakeName("recursive");
        _context.Loops++;
        var body = Body("else", "endfor");
        _context.Loops--;
        var otherwise = _tokens.TakeName("else") ? Body("endfor") : null;
        _tokens.ExpectName("endfor");
        return new ForStatement(target, items, condition, body, otherwise, recursive, line);
    }

    private Statement Set(int line)
    {
        var target = _targets.Parse(allowAttributes: true);
        if (_tokens.TakeSymbol("=")) return new SetStatement(target, _expressions.ParseTuple(), line);
        var filters = _expressions.Operands.FilterCalls.Block(new CapturedText(line), firstWithoutBar: false);
        return new SetBlock(target, filters, BodyTo("endset"), line);
    }

    private WithStatement With(int line)
    {
        var assignments = new List<(Target, Expression)>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0) _tokens.ExpectSymbol(",");
            var target = _targets.Parse(allowAttributes: false);
            _tokens.ExpectSymbol("=");
            assignments.Add((target, _expressions.Parse()));
        }
        return new WithStatement([.. assignments], BodyTo("endwith"), line);
    }

    private FilterBlock FilterBlock(int line)
    {
        var filters = _expressions.Operands.FilterCalls.Block(new CapturedText(line), firstWithoutBar: true);
        return new FilterBlock(filters, BodyTo("endfilter"), line);
    }

    private LoopExit LoopExit(Token token)
    {
        if (_context.Loops == 0) throw new TemplateException($"'{token.Text}' stands outside a loop", token.Line);
        return new LoopExit(token.Text == "break" ? Flow.Break : Flow.Continue, token.Line);
    }

    private static string Names(string[] ends) => string.Join(" or ", ends.Select(end => $"'{end}'"));
}
