using System.Text.Json.Nodes;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pages;

/// <summary>The page of simulator capacity: rates by mode, and what the search saw on its way.</summary>
internal static class CapacityPage
{
    /// <param name="json">As printed.</param>
    /// <param name="probes">All runs.</param>
    public static HtmlPage From(JsonObject json, IReadOnlyList<CapacityProbe> probes)
    {
        var modes = json["capacity"]!.AsObject();
        var chosen = modes.SelectMany(m => m.Value!["modes"]!.AsArray().Select(n => n!.GetValue<string>())).Distinct().ToList();
        return new HtmlPage(
            $"Capacity of {json["gpus"]} GPUs under {json["workload"]}",
            $"The largest rate scale at which {PageFigures.Text(json["attainment"])} of the requests are served as promised ({json["criterion"]}).",
            [.. modes.Select(m => new KeyFigure(m.Key, PageFigures.Text(m.Value!["rate_scale"])))],
            [
                new PageTable("Rate scale by mode", ["mode", "rate scale", "95 % interval", "chosen", "rates"],
                    [.. modes.Select(m => new[] { m.Key, PageFigures.Text(m.Value!["rate_scale"]), m.Value["interval95"] is { } width ? $"± {width}" : "–", List(m.Value["modes"], distinct: true), List(m.Value["rates"], distinct: false) })]),
                new LinePlot("Attainment against rate", new PlotAxis("rate scale", ""), new PlotAxis("served as promised", "%"), [.. chosen.Select(mode => Curve(mode, probes))])
                {
                    Note = "Means over seeds of the runs of the search. A run is ended once it cannot reach the wanted share any more: below that share the curve is what was served well by then.",
                },
            ]);
    }

    private static PlotSeries Curve(string mode, IReadOnlyList<CapacityProbe> probes) => new(
        mode,
        [.. probes.Where(p => p.Mode == mode).GroupBy(p => p.RateScale).OrderBy(g => g.Key).Select(g => new PlotPoint(g.Key, 100 * g.Average(p => p.Attainment)))]);

    private static string List(JsonNode? list, bool distinct)
    {
        if (list is null) return "–";
        var texts = list.AsArray().Select(PageFigures.Text);
        return string.Join(", ", distinct ? texts.Distinct() : texts);
    }
}
