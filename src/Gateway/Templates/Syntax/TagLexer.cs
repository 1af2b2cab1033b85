namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>The tokens inside one tag, up to and with its end. An end marker counts only when all brackets are closed, so '}}' may end two dictionaries.</summary>
internal sealed class TagLexer(SourceCursor cursor, bool isBlock, List<Token> tokens)
{
    // Longest first.
    private static readonly string[] s_symbols =
    [
        "//", "**", "==", "!=", ">=", "<=",
        "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";",
    ];

    private readonly Stack<string> _open = new();

    public void Run()
    {
        while (!cursor.AtEnd)
        {
            if (_open.Count == 0 && End()) return;
            if (PythonSpace.Is(cursor.Current)) cursor.SkipSpace();
            else if (char.IsAsciiDigit(cursor.Current)) Number();
            else if (char.IsLetter(cursor.Current) || cursor.Current == '_') Name();
            else if (cursor.Current is '\'' or '"') Text();
            else Symbol();
        }
    }

    /// <summary>Skips what a tag's end strips: all white space after '-', else the newline after a block.</summary>
    public static void TrimAfter(SourceCursor cursor, char sign, bool isBlock)
    {
        if (sign == '-') cursor.SkipSpace();
        else if (sign != '+' && isBlock && !cursor.AtEnd && cursor.Current == '\n') cursor.Move(1);
    }

    private bool End()
    {
        var marker = isBlock ? "%}" : "}}";
        var sign = cursor.Current == '-' || (isBlock && cursor.Current == '+') ? cursor.Current : ' ';
        var skip = sign == ' ' ? 0 : 1;
        if (!cursor.Rest[skip..].StartsWith(marker, StringComparison.Ordinal)) return false;
        tokens.Add(new Token(isBlock ? TokenKind.BlockEnd : TokenKind.OutputEnd, "", cursor.Line));
        cursor.Move(skip + 2);
        TrimAfter(cursor, sign, isBlock);
        return true;
    }

    private void Number()
    {
        var (length, isFloat) = NumberLiteral.Measure(cursor.Rest, afterDot: cursor.Source[cursor.Position - 1] == '.');
        Take(isFloat ? TokenKind.Float : TokenKind.Integer, length);
    }

    private void Name()
    {
        var length = 1;
        while (length < cursor.Rest.Length && (char.IsLetterOrDigit(cursor.Rest[length]) || cursor.Rest[length] == '_')) length++;
        Take(TokenKind.Name, length);
    }

    private void Text()
    {
        var line = cursor.Line;
        var length = StringLiteral.Measure(cursor.Rest) ?? throw cursor.Fail("a string is not closed");
        tokens.Add(new Token(TokenKind.String, StringLiteral.Unescape(cursor.Rest[1..(length - 1)], line), line));
        cursor.Move(length);
    }

    private void Symbol()
    {
        var symbol = Array.Find(s_symbols, cursor.At) ?? throw cursor.Fail($"unexpected character U+{(int)cursor.Current:X4}");
        switch (symbol)
        {
            case "(": _open.Push(")"); break;
            case "[": _open.Push("]"); break;
            case "{": _open.Push("}"); break;
            case ")" or "]" or "}":
                if (!_open.TryPop(out var expected)) throw cursor.Fail($"unexpected '{symbol}'");
                if (expected != symbol) throw cursor.Fail($"unexpected '{symbol}', expected '{expected}'");
                break;
        }
        Take(TokenKind.Symbol, symbol.Length);
    }

    private void Take(TokenKind kind, int length)
    {
        tokens.Add(new Token(kind, cursor.Rest[..length].ToString(), cursor.Line));
        cursor.Move(length);
    }
}
