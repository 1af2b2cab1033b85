using System.Globalization;
using System.Text;

namespace Orchestrator.EndToEnd.Roles;

/// <summary>Workers of each role over time, and when the load changed, as a picture (SVG).</summary>
internal sealed class RolePlot
{
    private const double Width = 860, Height = 260, Left = 40, Top = 30, Bottom = 30;

    private static readonly (string Role, string Color)[] s_roles = [("prefill", "#c2571a"), ("decode", "#2b6cb0"), ("mixed", "#6b8e23")];

    private readonly List<(double At, int[] Counts)> _points = [];
    private readonly List<(double At, string Label)> _changes = [];
    private double _end;

    /// <summary>How many workers have which role.</summary>
    /// <param name="at">Seconds.</param>
    /// <param name="roles">Of every worker.</param>
    public void Add(double at, IEnumerable<string> roles)
    {
        var all = roles.ToList();
        int[] counts = [.. s_roles.Select(r => all.Count(role => role == r.Role))];
        _end = at;
        if (_points.Count == 0 || !_points[^1].Counts.SequenceEqual(counts)) _points.Add((at, counts));
    }

    /// <summary>The load is another one from now on.</summary>
    public void Change(double at, string label) => _changes.Add((at, label));

    public string ToSvg()
    {
        var (end, most) = (_end, _points.Max(p => p.Counts.Sum()));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var count = 0; count <= most; count++)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 16}\" y=\"{Y(count) + 4:0.#}\">{count}</text><line x1=\"{Left}\" x2=\"{Width}\" y1=\"{Y(count):0.#}\" y2=\"{Y(count):0.#}\" stroke=\"#ddd\"/>\n");
        foreach (var (at, label) in _changes)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"{Top - 16}\" y2=\"{Height - Bottom}\" stroke=\"#555\" stroke-dasharray=\"4\"/><text x=\"{X(at) + 4:0.#}\" y=\"{Top - 8}\">{label}</text>\n");
        for (var role = 0; role < s_roles.Length; role++)
        {
            if (_points.All(p => p.Counts[role] == 0)) continue;
            var path = new StringBuilder();
            for (var i = 0; i < _points.Count; i++)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "M" : "H")}{X(_points[i].At):0.#}{(i == 0 ? "," : " V")}{Y(_points[i].Counts[role]) - 2 + 2 * role:0.#} ");
            }
            path.Append(CultureInfo.InvariantCulture, $"H{X(end):0.#}");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{s_roles[role].Color}\" stroke-width=\"2.5\"/><text x=\"{Left + 90 * role}\" y=\"{Height - 8}\" fill=\"{s_roles[role].Color}\">{s_roles[role].Role}</text>\n");
        }
        for (var second = 0; second <= end; second += 10) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(second) - 6:0.#}\" y=\"{Height - Bottom + 14}\" fill=\"#555\">{second} s</text>\n");
        return svg.Append("</svg>\n").ToString();

        double X(double at) => Left + (Width - Left - 10) * at / Math.Max(end, 1);
        double Y(double count) => Height - Bottom - (Height - Top - Bottom) * count / most;
    }
}
