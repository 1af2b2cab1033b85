namespace Orchestrator.Simulator.Report;

/// <summary>A table or a plot of a page.</summary>
public abstract class PagePart
{
    private protected PagePart(string title) => Title = title;

    /// <summary>Shown above it.</summary>
    public string Title { get; }

    /// <summary>A sentence below the title; empty for none.</summary>
    public string Note { get; init; } = "";

    internal void Write(Markup markup)
    {
        markup.Add($"<section>\n<h2>{Title}</h2>\n");
        if (Note.Length > 0) markup.Add($"<p>{Note}</p>\n");
        WriteBody(markup);
        markup.Add($"</section>\n");
    }

    private protected abstract void WriteBody(Markup markup);
}
