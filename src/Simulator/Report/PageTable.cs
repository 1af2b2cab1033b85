namespace Orchestrator.Simulator.Report;

/// <summary>A table of a page; its first column names the rows, the others are numbers.</summary>
/// <param name="title">Shown above it.</param>
/// <param name="columns">Heads of the columns.</param>
/// <param name="rows">Cells as shown; as many as columns in each row, or <see cref="ArgumentException"/>.</param>
public sealed class PageTable(string title, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows) : PagePart(title)
{
    private readonly IReadOnlyList<IReadOnlyList<string>> _rows = rows.FirstOrDefault(r => r.Count != columns.Count) is { } odd
        ? throw new ArgumentException($"a row of {odd.Count} cells in a table of {columns.Count} columns")
        : rows;

    private protected override void WriteBody(Markup markup)
    {
        markup.Add($"<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var column in columns) markup.Add($"<th scope=\"col\">{column}</th>");
        markup.Add($"</tr></thead>\n<tbody>\n");
        foreach (var row in _rows)
        {
            markup.Add($"<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                if (i == 0) markup.Add($"<th scope=\"row\">{row[i]}</th>");
                else markup.Add($"<td>{row[i]}</td>");
            }
            markup.Add($"</tr>\n");
        }
        markup.Add($"</tbody>\n</table></div>\n");
    }
}
