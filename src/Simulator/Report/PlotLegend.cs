namespace Orchestrator.Simulator.Report;

/// <summary>Names and colours of a plot's series.</summary>
internal static class PlotLegend
{
    public static int Colour(int series) => series % PageStyle.Colours;

    /// <param name="markup">Written to.</param>
    /// <param name="names">Of the series, in the order of their colours.</param>
    /// <param name="load">Name of the dashed line, if there is one.</param>
    public static void Write(Markup markup, IEnumerable<string> names, string? load = null)
    {
        markup.Add($"<ul>");
        var at = 0;
        foreach (var name in names) markup.Add($"<li><i class=\"c{Colour(at++)}\"></i>{name}</li>");
        if (load is not null) markup.Add($"<li><i class=\"load\"></i>{load}</li>");
        markup.Add($"</ul>\n");
    }
}
