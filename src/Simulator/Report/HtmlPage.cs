using System.Text;

namespace Orchestrator.Simulator.Report;

/// <summary>One HTML file that needs nothing else: its style is inside, its plots are SVG, no script runs. Equal contents give equal bytes.</summary>
/// <param name="Title">Of the page.</param>
/// <param name="Summary">A sentence or two below the title; empty for none.</param>
/// <param name="Figures">Shown first.</param>
/// <param name="Parts">Tables and plots, in this order.</param>
public sealed record HtmlPage(string Title, string Summary, IReadOnlyList<KeyFigure> Figures, IReadOnlyList<PagePart> Parts)
{
    /// <summary>Writes the page in UTF-8, over what was there.</summary>
    public void Write(string path) => File.WriteAllText(path, ToHtml(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>The page's text.</summary>
    public string ToHtml()
    {
        var markup = new Markup();
        markup.Add($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>{Title}</title>\n<style>\n");
        markup.Add($"{PageStyle.Css}</style>\n</head>\n<body>\n<main>\n<h1>{Title}</h1>\n");
        if (Summary.Length > 0) markup.Add($"<p>{Summary}</p>\n");
        if (Figures.Count > 0)
        {
            markup.Add($"<dl>\n");
            foreach (var figure in Figures) markup.Add($"<div><dt>{figure.Label}</dt><dd>{figure.Value}</dd></div>\n");
            markup.Add($"</dl>\n");
        }
        foreach (var part in Parts) part.Write(markup);
        markup.Add($"</main>\n</body>\n</html>\n");
        return markup.ToString();
    }
}
