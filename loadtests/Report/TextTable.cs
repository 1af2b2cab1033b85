using System.Globalization;
using System.Text;
using Orchestrator.LoadTests.Measures;

namespace Orchestrator.LoadTests.Report;

/// <summary>A table for people: names at the left, numbers at the right.</summary>
/// <param name="title">Shown above it.</param>
/// <param name="columns">The first is that of the names.</param>
internal sealed class TextTable(string title, IReadOnlyList<string> columns)
{
    private readonly List<string[]> _rows = [];

    public string Title => title;

    public IReadOnlyList<string> Columns => columns;

    public IReadOnlyList<string[]> Rows => _rows;

    public void Add(params string[] row) => _rows.Add(row);

    /// <summary>A row of count, p50, p90, p99, mean and max; dashes for nothing.</summary>
    public void Add(string name, Percentiles? of) =>
        Add(of is null ? [name, "0", "–", "–", "–", "–", "–"] : [name, of.Count.ToString("#,0", CultureInfo.InvariantCulture), Time(of.P50), Time(of.P90), Time(of.P99), Time(of.Mean), Time(of.Max)]);

    /// <summary>Seconds, to a tenth of a millisecond.</summary>
    public static string Time(double seconds) => seconds.ToString("0.0000", CultureInfo.InvariantCulture);

    public override string ToString()
    {
        var text = new StringBuilder(title).Append('\n');
        int[] widths = [.. columns.Select((c, i) => _rows.Select(r => r[i].Length).Append(c.Length).Max())];
        foreach (var row in _rows.Prepend([.. columns]))
        {
            text.Append("  ");
            for (var i = 0; i < row.Length; i++) text.Append(i == 0 ? row[i].PadRight(widths[i]) : $"  {row[i].PadLeft(widths[i])}");
            text.Append('\n');
        }
        return text.ToString();
    }
}
