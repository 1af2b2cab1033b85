namespace Orchestrator.Simulator.Report;

/// <summary>The axes of a plot, and where values lie between them, in the units of its SVG.</summary>
internal sealed class PlotFrame(PlotScale x, PlotScale y, PlotScale? right = null)
{
    private const double Width = 760, Height = 360, Left = 74, Top = 12, Bottom = 52, Floor = Height - Bottom;

    // Labels that are nearer would touch.
    private const double LabelWidth = 58;

    private double End => Width - (right is null ? 22 : 74);

    public double X(double value) => Left + x.Place(value) * (End - Left);

    public double Y(double value) => Floor - y.Place(value) * (Floor - Top);

    /// <summary>Height of a value on the axis at the right.</summary>
    public double Other(double value) => Floor - (right ?? y).Place(value) * (Floor - Top);

    /// <summary>Begins the SVG with grid, ticks and labels; <see cref="Close"/> ends it.</summary>
    public void Open(Markup markup, string title, PlotAxis acrossAxis, PlotAxis upAxis, PlotAxis? rightAxis = null)
    {
        markup.Add($"<div class=\"wide\"><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{title}\">\n");
        foreach (var tick in y.Ticks)
            markup.Add($"<path class=\"grid\" d=\"M{Left} {Y(tick)}H{End}\"/><text class=\"y\" x=\"{Left - 7}\" y=\"{Y(tick) + 4.5}\">{y.Label(tick)}</text>\n");
        var last = double.NegativeInfinity;
        foreach (var tick in x.Ticks)
        {
            markup.Add($"<path class=\"grid\" d=\"M{X(tick)} {Top}V{Floor}\"/>");
            if (X(tick) - last < LabelWidth) continue;
            last = X(tick);
            markup.Add($"<text class=\"x\" x=\"{last}\" y=\"{Floor + 18}\">{x.Label(tick)}</text>\n");
        }
        if (right is not null && rightAxis is not null)
        {
            foreach (var tick in right.Ticks) markup.Add($"<text class=\"r\" x=\"{End + 7}\" y=\"{Other(tick) + 4.5}\">{right.Label(tick)}</text>\n");
            Upright(markup, Width - 8, rightAxis.Text);
        }
        markup.Add($"<text class=\"x\" x=\"{(Left + End) / 2}\" y=\"{Height - 10}\">{acrossAxis.Text}</text>\n");
        Upright(markup, 16, upAxis.Text);
    }

    public static void Close(Markup markup) => markup.Add($"</svg></div>\n");

    /// <summary>A line across all heights at a value, with its name.</summary>
    public void Limit(Markup markup, double value, string name, int row)
    {
        var at = X(value);
        markup.Add($"<path class=\"limit\" d=\"M{at} {Top}V{Floor}\"><title>{name}</title></path>");
        // At the right, below a rising curve, as long as there is room.
        if (at > 0.7 * End) markup.Add($"<text class=\"y\" x=\"{at - 5}\" y=\"{Floor - 8 - 16 * row}\">{name}</text>\n");
        else markup.Add($"<text class=\"r\" x=\"{at + 5}\" y=\"{Floor - 8 - 16 * row}\">{name}</text>\n");
    }

    /// <summary>An invisible strip over all heights that says something when pointed at.</summary>
    public void Strip(Markup markup, double from, double to, string text) =>
        markup.Add($"<rect class=\"strip\" x=\"{X(from)}\" y=\"{Top}\" width=\"{X(to) - X(from)}\" height=\"{Floor - Top}\"><title>{text}</title></rect>\n");

    private static void Upright(Markup markup, double at, string text)
    {
        var middle = (Top + Floor) / 2;
        markup.Add($"<text class=\"x\" transform=\"rotate(-90 {at} {middle})\" x=\"{at}\" y=\"{middle}\">{text}</text>\n");
    }
}
