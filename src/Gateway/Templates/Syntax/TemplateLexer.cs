namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>
/// Splits a template into text and the tokens of its tags, with the white space rules of Jinja's trim_blocks and lstrip_blocks:
/// one newline after a block or comment goes, and so does the indentation before one; '-' strips more, '+' keeps.
/// </summary>
internal sealed class TemplateLexer
{
    private readonly SourceCursor _cursor;
    private readonly List<Token> _tokens = [];
    private bool _lineStarts = true;

    private TemplateLexer(string source) => _cursor = new SourceCursor(source);

    /// <summary>The tokens of the template, closed by one <see cref="TokenKind.End"/>.</summary>
    public static IReadOnlyList<Token> Tokenize(string source)
    {
        // Jinja reads every line break as \n and drops one at the end of the file.
        var lines = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (lines.EndsWith('\n')) lines = lines[..^1];
        var lexer = new TemplateLexer(lines);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (NextTag() is int tag)
        {
            var kind = _cursor.Source[tag + 1];
            var sign = Sign(tag + 2);
            Text(tag, sign, indented: kind != '{');
            if (kind == '%' && RawLength(tag) is int raw) Raw(raw);
            else
            {
                var line = _cursor.Line;
                _cursor.Move(sign == ' ' ? 2 : 3);
                if (kind == '#') Comment();
                else Tag(kind, line);
            }
            _lineStarts = _cursor.Source[_cursor.Position - 1] == '\n';
        }
        Text(_cursor.Source.Length, '+', indented: false);
        _tokens.Add(new Token(TokenKind.End, "", _cursor.Line));
    }

    private int? NextTag()
    {
        for (var at = _cursor.Position; ; at++)
        {
            at = _cursor.Source.IndexOf('{', at);
            if (at < 0 || at + 1 >= _cursor.Source.Length) return null;
            if (_cursor.Source[at + 1] is '%' or '{' or '#') return at;
        }
    }

    /// <summary>Emits the text up to a tag, less what the tag's sign or its indentation strips.</summary>
    private void Text(int end, char sign, bool indented)
    {
        var text = _cursor.Source.AsSpan(_cursor.Position, end - _cursor.Position);
        var kept = text.Length;
        if (sign == '-')
        {
            while (kept > 0 && PythonSpace.Is(text[kept - 1])) kept--;
        }
        else if (sign != '+' && indented)
        {
            var lineStart = text.LastIndexOf('\n') + 1;
            if ((lineStart > 0 || _lineStarts) && IsSpace(text[lineStart..])) kept = lineStart;
        }
        if (kept > 0) _tokens.Add(new Token(TokenKind.Text, text[..kept].ToString(), _cursor.Line));
        _cursor.MoveTo(end);
    }

    private void Tag(char kind, int line)
    {
        var isBlock = kind == '%';
        _tokens.Add(new Token(isBlock ? TokenKind.BlockStart : TokenKind.OutputStart, "", line));
        new TagLexer(_cursor, isBlock, _tokens).Run();
    }

    private void Comment()
    {
        var start = _cursor.Position;
        var end = _cursor.Source.IndexOf("#}", start, StringComparison.Ordinal);
        if (end < 0) throw _cursor.Fail("a comment is not closed with '#}'");
        var sign = end > start ? _cursor.Source[end - 1] : ' ';
        _cursor.MoveTo(end + 2);
        TagLexer.TrimAfter(_cursor, sign, isBlock: true);
    }

    /// <summary>Length of a raw tag at this position; null for any other tag.</summary>
    private int? RawLength(int tag)
    {
        var at = tag + 2;
        if (Sign(at) != ' ') at++;
        return EndOfWord(at, "raw", allowPlus: false) - tag;
    }

    private void Raw(int length)
    {
        var line = _cursor.Line;
        _cursor.Move(length);
        // The tag's own '-' strips the raw text's start.
        if (_cursor.Source[_cursor.Position - 3] == '-') _cursor.SkipSpace();
        _lineStarts = _cursor.Source[_cursor.Position - 1] == '\n';
        for (var at = _cursor.Position; (at = _cursor.Source.IndexOf("{%", at, StringComparison.Ordinal)) >= 0; at += 2)
        {
            var sign = Sign(at + 2);
            if (EndOfWord(sign == ' ' ? at + 2 : at + 3, "endraw", allowPlus: true) is not int end) continue;
            Text(at, sign, indented: true);
            var closing = _cursor.Source[end - 3];
            _cursor.MoveTo(end);
            TagLexer.TrimAfter(_cursor, closing, isBlock: true);
            return;
        }
        throw new TemplateException("a raw block is not closed with '{% endraw %}'", line);
    }

    private char Sign(int at) => at < _cursor.Source.Length && _cursor.Source[at] is '-' or '+' ? _cursor.Source[at] : ' ';

    /// <summary>Position after "word %}" or "word -%}", if that is what stands at a position.</summary>
    private int? EndOfWord(int at, string word, bool allowPlus)
    {
        var source = _cursor.Source;
        at = AfterSpace(at);
        if (!source.AsSpan(at).StartsWith(word, StringComparison.Ordinal)) return null;
        at = AfterSpace(at + word.Length);
        if (Sign(at) == '-' || (allowPlus && Sign(at) == '+')) at++;
        return source.AsSpan(at).StartsWith("%}", StringComparison.Ordinal) ? at + 2 : null;
    }

    private int AfterSpace(int at)
    {
        while (at < _cursor.Source.Length && PythonSpace.Is(_cursor.Source[at])) at++;
        return at;
    }

    private static bool IsSpace(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!PythonSpace.Is(c)) return false;
        return true;
    }
}
