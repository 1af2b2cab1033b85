using System.Xml.Linq;
using Orchestrator.Simulator.Report;
using Xunit;

namespace Orchestrator.Unit.Report;

public sealed class HtmlPageTests
{
    private const string Hostile = "</title><script>alert(\"1\")</script>&amp;'\0\u001b\ud800 ]]> <!-- {0}";

    [Fact]
    public void Figures_tables_and_titles_are_shown()
    {
        var root = PageMarkup.Parse(new HtmlPage("A run", "Of 16 GPUs.", [new("goodput", "12.5 /s")], [new PageTable("Modes", ["mode", "rate"], [["static", "11.7"], ["aggregated", "15.6"]]) { Note = "Higher is better." }]));
        Assert.Equal("A run", root.All("h1").Single().Value);
        Assert.Equal(["Of 16 GPUs.", "Higher is better."], root.All("p").Select(p => p.Value));
        Assert.Equal(("goodput", "12.5 /s"), (root.All("dt").Single().Value, root.All("dd").Single().Value));
        Assert.Equal(["mode", "rate", "static", "11.7", "aggregated", "15.6"], root.All("table").Single().Descendants().Where(e => e.Name.LocalName is "th" or "td").Select(e => e.Value));
    }

    [Fact]
    public void Hostile_names_stay_text_wherever_they_stand()
    {
        PlotAxis axis = new(Hostile, Hostile);
        PlotSeries series = new(Hostile, [new(0, 1, Hostile), new(1, 2, Hostile)]);
        var root = PageMarkup.Parse(new HtmlPage(Hostile, Hostile, [new(Hostile, Hostile)],
        [
            new PageTable(Hostile, [Hostile], [[Hostile]]) { Note = Hostile },
            new LinePlot(Hostile, axis, axis, [series]),
            new StackedSteps(Hostile, axis, axis, [series], 2) { Load = series, LoadAxis = axis },
            new DistributionPlot(Hostile, axis, [new(Hostile, [1, 2])], [new(Hostile, 1)]),
            new ScatterFront(Hostile, axis, axis, [series]),
        ]));
        Assert.Empty(root.All("script"));
        Assert.Equal(Hostile.Replace("\0", "\uFFFD").Replace("\u001b", "\uFFFD").Replace("\ud800", "\uFFFD"), root.All("h1").Single().Value);
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_needs_nothing_from_elsewhere()
    {
        var html = Sample().ToHtml();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<link", html);
        Assert.DoesNotContain("@import", html);
        Assert.DoesNotContain("url(", html);
        // The one address is the name of SVG, which nothing fetches.
        Assert.DoesNotContain("http", html.Replace("xmlns=\"http://www.w3.org/2000/svg\"", ""));
        Assert.Contains("prefers-color-scheme: dark", html);
        Assert.Contains("name=\"viewport\"", html);
    }

    [Fact]
    public void Equal_contents_give_equal_bytes_in_any_culture()
    {
        var path = Path.GetTempFileName();
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            Sample().Write(path);
            var first = File.ReadAllBytes(path);
            var german = (System.Globalization.CultureInfo)culture.Clone();
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator, german.NumberFormat.NegativeSign) = (",", ".", "~");
            Thread.CurrentThread.CurrentCulture = german;
            Sample().Write(path);
            Assert.Equal(first, File.ReadAllBytes(path));
            Assert.NotEqual(0xEF, first[0]);
            Assert.DoesNotContain((byte)'\r', first);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
            File.Delete(path);
        }
    }

    [Fact]
    public void A_row_of_the_wrong_length_is_refused() =>
        Assert.Contains("1 cells in a table of 2", Assert.Throws<ArgumentException>(() => new PageTable("t", ["a", "b"], [["1", "2"], ["1"]])).Message);

    private static HtmlPage Sample()
    {
        var random = new Random(5);
        PlotSeries series = new("load", [.. Enumerable.Range(0, 3000).Select(i => new PlotPoint(i * 0.4, random.NextDouble() * 2000 - 100))]);
        return new HtmlPage("sample", "", [new("n", "3")],
        [
            new LinePlot("line", PageMarkup.Seconds, new PlotAxis("rate", "1/s"), [series]),
            new StackedSteps("roles", PageMarkup.Seconds, PageMarkup.Workers, [new("prefill", [new(0, 4), new(300, 12)]), new("decode", [new(0, 12), new(300, 4)])], 1200) { Load = series },
            new DistributionPlot("latency", PageMarkup.Seconds, [new("ttft", [.. Enumerable.Range(0, 5000).Select(_ => -Math.Log(1 - random.NextDouble()))])], [new("SLO", 0.5)]),
            new ScatterFront("front", new PlotAxis("tokens/s per user", ""), new PlotAxis("tokens/s per GPU", ""), [new("tp", [new(1, 4), new(2.5, 3.25), new(2, 1)])]),
        ]);
    }
}
