using System.Runtime.CompilerServices;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>A cursor over the tokens, with the nesting limit that every parser below it shares.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens, int maxNesting)
{
    private int _at;
    private int _nesting;

    public Token Current => tokens[_at];

    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End) _at++;
        return token;
    }

    public bool TakeName(string name)
    {
        if (!Current.IsName(name)) return false;
        _at++;
        return true;
    }

    public bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol)) return false;
        _at++;
        return true;
    }

    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public void ExpectName(string name)
    {
        if (!TakeName(name)) throw Unexpected($"'{name}'");
    }

    public void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol)) throw Unexpected($"'{symbol}'");
    }

    /// <summary>One level deeper; each operator of a chain counts too, because a chain becomes a deep tree.</summary>
    public void Enter()
    {
        if (++_nesting > maxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TemplateLimitException($"expressions or blocks are nested deeper than {maxNesting}", Current.Line);
    }

    public void Leave(int levels = 1) => _nesting -= levels;

    public TemplateException Unexpected(string expected) => Fail($"expected {expected}, found {Current.Describe()}");

    public TemplateException Fail(string message) => new(message, Current.Line);
}
