using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Lazy filters over single items: map, select, reject and their attribute forms.</summary>
internal static class SelectionFilters
{
    public static IReadOnlyDictionary<string, Native> All { get; } = new Dictionary<string, Native>
    {
        ["map"] = Map,
        ["select"] = (r, v, a) => new GeneratorValue(Chosen(r, v, a, byAttribute: false, wanted: true)),
        ["reject"] = (r, v, a) => new GeneratorValue(Chosen(r, v, a, byAttribute: false, wanted: false)),
        ["selectattr"] = (r, v, a) => new GeneratorValue(Chosen(r, v, a, byAttribute: true, wanted: true)),
        ["rejectattr"] = (r, v, a) => new GeneratorValue(Chosen(r, v, a, byAttribute: true, wanted: false)),
    };

    private static GeneratorValue Map(Rendering r, Value value, Arguments a) => new(Mapped(r, value, a));

    // Jinja looks at the arguments only when there are items: errors come late, or never.
    private static IEnumerable<Value> Mapped(Rendering r, Value value, Arguments a)
    {
        if (!value.IsTrue) yield break;
        var change = Change(r, a);
        foreach (var item in r.Each(value)) yield return change(item);
    }

    private static Func<Value, Value> Change(Rendering r, Arguments a)
    {
        if (a.Positional.Count == 0 && a.Named.ContainsKey("attribute"))
        {
            var bound = a.Bind(r, "map", 0, "attribute", "default");
            var path = AttributePath.One(bound[0]);
            return item => path.Of(r, item, bound[1] is NoneValue ? null : bound[1]);
        }
        if (a.Positional.Count == 0) throw r.Fail("map needs a filter's name or attribute=...");
        var name = Expect.Text(r, a.Positional[0], "a filter's name");
        var filter = FilterTable.Find(name) ?? throw r.Fail($"there is no filter '{name}'");
        var rest = a.Skip(1);
        return item => filter(r, item, rest);
    }

    private static IEnumerable<Value> Chosen(Rendering r, Value value, Arguments a, bool byAttribute, bool wanted)
    {
        if (!value.IsTrue) yield break;
        var at = byAttribute ? 1 : 0;
        if (a.Positional.Count < at) throw r.Fail("selectattr and rejectattr need an attribute's name");
        var path = AttributePath.One(byAttribute ? a.Positional[0] : null);
        var test = a.Positional.Count > at ? TestNamed(r, a.Positional[at]) : (_, item, _) => item.IsTrue;
        var rest = a.Skip(at + 1);
        foreach (var item in r.Each(value))
            if (test(r, path.Of(r, item), rest) == wanted) yield return item;
    }

    private static Test TestNamed(Rendering r, Value value)
    {
        var name = Expect.Text(r, value, "a test's name");
        return TestTable.Find(name) ?? throw r.Fail($"there is no test '{name}'");
    }
}
