using System.Globalization;
using System.Net;
using System.Text;

namespace Orchestrator.LoadTests.Report;

/// <summary>Lines in a frame, as one inline SVG with its title and legend.</summary>
internal static class SvgPlot
{
    private const double Width = 760, Height = 300, Left = 70, Right = 16, Top = 10, Bottom = 44;
    private const double Floor = Height - Bottom, End = Width - Right;

    /// <summary>Colours of lines, taken in turn.</summary>
    public const int Colours = 6;

    public static string Draw(string title, PlotAxis x, PlotAxis y, IReadOnlyList<PlotLine> lines)
    {
        var svg = new StringBuilder();
        svg.Append($"<h2>{Escaped(title)}</h2>\n<ul>");
        for (var i = 0; i < lines.Count; i++) svg.Append($"<li><i class=\"c{i % Colours}\"></i>{Escaped(lines[i].Name)}</li>");
        svg.Append(CultureInfo.InvariantCulture, $"</ul>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Escaped(title)}\">\n");
        foreach (var tick in y.Ticks())
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Y(y, tick)}H{End}\"/><text class=\"y\" x=\"{Left - 6}\" y=\"{Y(y, tick) + 4}\">{PlotAxis.Text(tick)}</text>\n");
        foreach (var tick in x.Ticks())
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{X(x, tick)} {Top}V{Floor}\"/><text class=\"x\" x=\"{X(x, tick)}\" y=\"{Floor + 17}\">{PlotAxis.Text(tick)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"x\" x=\"{(Left + End) / 2}\" y=\"{Height - 6}\">{Escaped(x.Label)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"x\" transform=\"rotate(-90 14 {(Top + Floor) / 2})\" x=\"14\" y=\"{(Top + Floor) / 2}\">{Escaped(y.Label)}</text>\n");
        for (var i = 0; i < lines.Count; i++) Line(svg, lines[i], $"c{i % Colours}", x, y);
        return svg.Append("</svg>\n").ToString();
    }

    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private static void Line(StringBuilder svg, PlotLine line, string colour, PlotAxis x, PlotAxis y)
    {
        var path = new StringBuilder();
        var isBroken = true;
        for (var i = 0; i < line.Points.Count; i++)
        {
            var (at, value) = line.Points[i];
            if (!double.IsFinite(value))
            {
                isBroken = true;
                continue;
            }
            path.Append(CultureInfo.InvariantCulture, $"{(isBroken ? 'M' : 'L')}{X(x, at)} {Y(y, value)}");
            isBroken = false;
            // A point alone would not be seen as a line.
            var isAlone = (i == 0 || !double.IsFinite(line.Points[i - 1].Y)) && (i == line.Points.Count - 1 || !double.IsFinite(line.Points[i + 1].Y));
            if (isAlone) svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{colour}\" cx=\"{X(x, at)}\" cy=\"{Y(y, value)}\" r=\"2.5\"/>\n");
        }
        svg.Append($"<path class=\"line {colour}\" d=\"{path}\"><title>{Escaped(line.Name)}</title></path>\n");
    }

    private static double X(PlotAxis axis, double value) => Math.Round(Left + axis.Place(value) * (End - Left), 1);

    private static double Y(PlotAxis axis, double value) => Math.Round(Floor - axis.Place(value) * (Floor - Top), 1);
}
