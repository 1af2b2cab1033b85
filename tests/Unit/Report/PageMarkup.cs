using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Unit.Report;

/// <summary>A page as a reader of XML sees it.</summary>
internal static class PageMarkup
{
    public static readonly PlotAxis Seconds = new("time", "s");
    public static readonly PlotAxis Workers = new("workers", "");

    /// <summary>The whole page; throws for anything that is not well-formed.</summary>
    public static XElement Parse(params PagePart[] parts) => Parse(new HtmlPage("page", "", [], parts));

    public static XElement Parse(HtmlPage page)
    {
        using var reader = XmlReader.Create(new StringReader(page.ToHtml()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }

    public static IEnumerable<XElement> All(this XElement root, string name, string? kind = null) =>
        root.Descendants().Where(e => e.Name.LocalName == name && (kind is null || ((string?)e.Attribute("class") ?? "").Split(' ').Contains(kind)));

    public static double Number(this XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Every number that a path names, in its order.</summary>
    public static double[] Numbers(this XElement path) =>
        [.. path.Attribute("d")!.Value.Split(['M', 'H', 'V', 'L', 'Z', ' '], StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

    public static string Title(this XElement element) => element.All("title").Single().Value;
}
