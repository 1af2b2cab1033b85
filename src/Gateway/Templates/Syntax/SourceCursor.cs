namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>A position in the source that knows its line.</summary>
internal sealed class SourceCursor(string source)
{
    public string Source { get; } = source;

    public int Position { get; private set; }

    public int Line { get; private set; } = 1;

    public bool AtEnd => Position >= Source.Length;

    public char Current => Source[Position];

    public ReadOnlySpan<char> Rest => Source.AsSpan(Position);

    public bool At(string text) => Rest.StartsWith(text, StringComparison.Ordinal);

    public void MoveTo(int position)
    {
        Line += Source.AsSpan(Position, position - Position).Count('\n');
        Position = position;
    }

    public void Move(int count) => MoveTo(Position + count);

    public void SkipSpace()
    {
        var end = Position;
        while (end < Source.Length && PythonSpace.Is(Source[end])) end++;
        MoveTo(end);
    }

    public TemplateException Fail(string message) => new(message, Line);
}
