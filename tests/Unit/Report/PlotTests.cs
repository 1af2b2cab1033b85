using System.Xml.Linq;
using Orchestrator.Simulator.Report;
using Xunit;

namespace Orchestrator.Unit.Report;

public sealed class PlotTests
{
    private static readonly PlotAxis s_number = new("count", "");

    [Fact]
    public void A_line_goes_through_its_points_straight_or_in_steps()
    {
        PlotPoint[] points = [new(0, 0), new(5, 10), new(10, 5)];
        var root = PageMarkup.Parse(new LinePlot("two", PageMarkup.Seconds, s_number, [new("straight", points), new("stepped", points, isStepped: true)]));
        XElement[] lines = [.. root.All("path", "line")];
        Assert.Equal("MLL", Letters(lines[0]));
        Assert.Equal("MHVHV", Letters(lines[1]));
        Assert.Equal(["straight", "stepped"], lines.Select(l => l.Title()));
        Assert.Equal(["straight", "stepped"], root.All("li").Select(l => l.Value));
        var (left, bottom, middle, top, right, half) = lines[0].Numbers() switch { [var a, var b, var c, var d, var e, var f] => (a, b, c, d, e, f), _ => default };
        Assert.Equal((left + right) / 2, middle, 0.02);
        Assert.Equal((bottom + top) / 2, half, 0.02);
        Assert.True(left < right && top < bottom);
        // The axes' ends are the data's: the ticks' labels stand where the line begins and ends.
        Assert.Contains(root.All("text", "x"), t => t.Value == "10" && Math.Abs(t.Number("x") - right) < 0.02);
        Assert.Contains(root.All("text", "y"), t => t.Value == "10" && Math.Abs(t.Number("y") - 4.5 - top) < 0.02);
        Assert.Contains(root.All("text"), t => t.Value == "time (s)");
        Assert.Contains(root.All("text"), t => t.Value == "count");
    }

    [Fact]
    public void A_long_line_is_thinned_and_says_its_highest_value()
    {
        var random = RandomSeed.New();
        PlotPoint[] points = [.. Enumerable.Range(0, 50_000).Select(i => new PlotPoint(i, i == 31_415 ? 4321 : random.NextDouble()))];
        var root = PageMarkup.Parse(new LinePlot("long", PageMarkup.Seconds, s_number, [new("spiky", points)]));
        var numbers = root.All("path", "line").Single().Numbers();
        Assert.InRange(numbers.Length / 2, 500, 1000);
        Assert.Contains(root.All("circle", "spot"), c => c.Title() == "spiky: 4,321 at 31,415 s");
        // Near the top: the axis ends at 5,000.
        Assert.True(numbers.Where((_, i) => i % 2 == 1).Min() < numbers[1] * 0.2);
    }

    [Fact]
    public void Steps_stand_on_each_other_and_hold_to_the_end()
    {
        var root = PageMarkup.Parse(new StackedSteps("roles", PageMarkup.Seconds, PageMarkup.Workers, [new("prefill", [new(0, 4), new(300, 12)]), new("decode", [new(0, 12), new(300, 4)])], 1200)
        {
            Load = new PlotSeries("requests", [new(0, 100), new(600, 200)], isStepped: true),
            LoadAxis = new PlotAxis("requests", "1/s"),
        });
        var areas = root.All("path", "area").ToList();
        var (lower, upper) = (areas[0].Numbers(), areas[1].Numbers());
        // Forth along the top (M x y, H x, V y, H x), back along the bottom (V y, H x, V y, H x).
        Assert.Equal("MHVHVHVHZ", Letters(areas[0]));
        Assert.Equal(lower[1], upper[7]);
        Assert.Equal(lower[3], upper[5]);
        Assert.Equal(upper[1], upper[3]);
        var right = root.All("text", "x").Where(t => t.Value == "1,200").Select(t => t.Number("x")).Single();
        Assert.Equal(right, upper[4]);
        Assert.Equal(["0 s: prefill 4, decode 12, requests 100 1/s", "300 s: prefill 12, decode 4, requests 100 1/s"], root.All("rect", "strip").Select(r => r.Title()));
        Assert.Equal("requests", root.All("path", "load").Single().Title());
        Assert.Contains(root.All("text"), t => t.Value == "requests (1/s)");
    }

    [Fact]
    public void A_layer_that_begins_late_counts_nothing_before()
    {
        var root = PageMarkup.Parse(new StackedSteps("roles", PageMarkup.Seconds, PageMarkup.Workers, [new("first", [new(0, 1)]), new("late", [new(10, 5)])], 20));
        Assert.Equal(["0 s: first 1, late 0", "10 s: first 1, late 5"], root.All("rect", "strip").Select(r => r.Title()));
    }

    [Fact]
    public void Thousands_of_shifts_are_thinned()
    {
        PlotPoint[] points = [.. Enumerable.Range(0, 20_000).Select(i => new PlotPoint(i, i % 17))];
        var root = PageMarkup.Parse(new StackedSteps("roles", PageMarkup.Seconds, PageMarkup.Workers, [new("a", points), new("b", points), new("c", points)], 20_000));
        Assert.All(root.All("path", "area"), a => Assert.InRange(a.Numbers().Length, 500, 4100));
    }

    [Fact]
    public void A_distribution_rises_from_0_to_100_percent_and_marks_its_percentiles_and_limits()
    {
        double[] values = [.. Enumerable.Range(1, 1000).Select(i => i / 100.0)];
        var root = PageMarkup.Parse(new DistributionPlot("latency", PageMarkup.Seconds, [new("ttft", [.. values.Reverse()])], [new("SLO", 5)]));
        var numbers = root.All("path", "line").Single().Numbers();
        var heights = numbers.Where((_, i) => i % 2 == 1).ToList();
        Assert.Equal(heights.OrderDescending(), heights);
        Assert.Equal(["ttft: p50 5 s", "ttft: p90 9 s", "ttft: p95 9.5 s", "ttft: p99 9.9 s"], root.All("circle", "dot").Select(c => c.Title()));
        Assert.Equal("SLO: 5 s (50 % within)", root.All("path", "limit").Single().Title());
        // One decade as wide as any other.
        var (one, two, three) = (At("0.01"), At("0.1"), At("1"));
        Assert.Equal(two - one, three - two, 0.02);

        double At(string label) => root.All("text", "x").Single(t => t.Value == label).Number("x");
    }

    [Fact]
    public void A_distribution_of_nothing_or_of_zeros_is_drawn()
    {
        Assert.Empty(PageMarkup.Parse(new DistributionPlot("none", PageMarkup.Seconds, [new("none", [])], [])).All("path", "line"));
        Assert.Single(PageMarkup.Parse(new DistributionPlot("zeros", PageMarkup.Seconds, [new("zeros", [0, 0, double.NaN])], [])).All("path", "line"));
    }

    [Fact]
    public void A_front_has_the_points_that_none_beats()
    {
        PlotPoint[] points = [new(1, 10), new(5, 5), new(5, 5), new(4, 5), new(10, 1), new(0, 10), new(2, 2)];
        Assert.Equal([0, 1, 4], ParetoFront.Of(points));
        Assert.Empty(ParetoFront.Of([]));
        var root = PageMarkup.Parse(new ScatterFront("front", s_number, s_number, [new("tp", [.. points.Select((p, i) => p with { Note = $"plan {i}" })])]));
        Assert.Equal(4, root.All("circle", "dominated").Count());
        Assert.Equal(7, root.All("circle", "dot").Count());
        Assert.Contains(root.All("circle"), c => c.Title() == "tp, plan 4: 10, 1");
        Assert.Equal(6, root.All("path", "line").Single().Numbers().Length);
    }

    [Fact]
    public void A_front_agrees_with_comparing_all_pairs()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 300; round++)
        {
            PlotPoint[] points = [.. Enumerable.Range(0, random.Next(30)).Select(_ => new PlotPoint(random.Next(8), random.Next(8)))];
            var expected = points.Where(p => !points.Any(o => o.X >= p.X && o.Y >= p.Y && o != p)).Distinct().OrderBy(p => p.X);
            Assert.Equal(expected, ParetoFront.Of(points).Select(i => points[i]));
        }
    }

    [Fact]
    public void Plots_of_nothing_and_of_what_cannot_be_drawn_are_plots()
    {
        PlotSeries[] odd = [new("empty", []), new("infinite", [new(double.NaN, 1), new(1, double.PositiveInfinity)]), new("one", [new(3, 3)])];
        foreach (var series in odd)
        {
            var root = PageMarkup.Parse(
                new LinePlot("line", PageMarkup.Seconds, s_number, [series]), new ScatterFront("front", s_number, s_number, [series]),
                new StackedSteps("roles", PageMarkup.Seconds, s_number, [series], 10) { Load = series });
            Assert.Equal(3, root.All("svg").Count());
            Assert.DoesNotContain("NaN", root.ToString());
        }
        PageMarkup.Parse(new LinePlot("no series", PageMarkup.Seconds, s_number, []), new StackedSteps("no layers", PageMarkup.Seconds, s_number, [], 10));
    }

    private static string Letters(XElement path) => string.Concat(path.Attribute("d")!.Value.Where(char.IsLetter));
}
