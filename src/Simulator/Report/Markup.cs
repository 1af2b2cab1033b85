using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace Orchestrator.Simulator.Report;

/// <summary>Text with tags that is well-formed XML as well as HTML: what a caller writes literally is markup, what is filled in is text.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();

    // What is being filled in; not yet part of the text.
    private readonly StringBuilder _piece = new();

    /// <summary>Appends literals as they are, strings escaped, numbers as coordinates with up to two decimals.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] Filling filling) => filling.MoveTo(_text);

    public override string ToString() => _text.ToString();

    private static void Escape(StringBuilder piece, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) piece.Append(c).Append(text[++i]);
            else if (c == '&') piece.Append("&amp;");
            else if (c == '<') piece.Append("&lt;");
            else if (c == '>') piece.Append("&gt;");
            else if (c == '"') piece.Append("&quot;");
            else if (c == '\'') piece.Append("&#39;");
            // Not allowed in XML, not even escaped.
            else piece.Append(XmlConvert.IsXmlChar(c) ? c : '\uFFFD');
        }
    }

    [InterpolatedStringHandler]
    internal readonly struct Filling
    {
        private readonly StringBuilder _piece;

        public Filling(int literalLength, int formattedCount, Markup markup)
        {
            _piece = markup._piece.Clear();
            _piece.EnsureCapacity(literalLength + 8 * formattedCount);
        }

        public void AppendLiteral(string markup) => _piece.Append(markup);

        public void AppendFormatted(string text) => Escape(_piece, text);

        public void AppendFormatted(int number) => _piece.Append(CultureInfo.InvariantCulture, $"{number}");

        // Minus zero would be another text for the same place.
        public void AppendFormatted(double coordinate) => _piece.Append(CultureInfo.InvariantCulture, $"{Math.Round(coordinate, 2) + 0.0:0.##}");

        public void MoveTo(StringBuilder text) => text.Append(_piece);
    }
}
