using System.Text;

namespace Orchestrator.Gateway.Templates;

/// <summary>Text under construction (the output, a captured block, a joined string) that stops at the limits.</summary>
internal sealed class TextBuilder(Rendering rendering)
{
    private readonly StringBuilder _text = new();

    public TextBuilder Append(ReadOnlySpan<char> text)
    {
        rendering.Allow((long)_text.Length + text.Length);
        rendering.Grow(2L * text.Length);
        _text.Append(text);
        return this;
    }

    public TextBuilder Append(char c) => Append([c]);

    public TextBuilder Repeat(char c, long count)
    {
        if (count <= 0) return this;
        rendering.Allow(_text.Length + count);
        rendering.Grow(2 * count);
        _text.Append(c, (int)count);
        return this;
    }

    public override string ToString() => _text.ToString();
}
