namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>One token: its text (for strings, the unescaped value) and its line, from 1.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>The token as an error message names it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.Text => "text",
        TokenKind.BlockStart => "'{%'",
        TokenKind.BlockEnd => "'%}'",
        TokenKind.OutputStart => "'{{'",
        TokenKind.OutputEnd => "'}}'",
        TokenKind.String => "a string",
        TokenKind.End => "the end of the template",
        _ => $"'{Text}'",
    };
}
