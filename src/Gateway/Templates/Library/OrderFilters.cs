using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Filters that compare items: sort, dictsort, unique, groupby, min, max.</summary>
internal static class OrderFilters
{
    public static IReadOnlyDictionary<string, Native> All { get; } = new Dictionary<string, Native>
    {
        ["sort"] = Sort,
        ["dictsort"] = DictSort,
        ["unique"] = Unique,
        ["groupby"] = GroupBy,
        ["min"] = (r, v, a) => Extreme(r, v, a, "min", sign: 1),
        ["max"] = (r, v, a) => Extreme(r, v, a, "max", sign: -1),
    };

    private static ListValue Sort(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "sort", 0, "reverse", "case_sensitive", "attribute");
        var path = AttributePath.Several(bound[2]);
        return Sorted(r, r.Each(value).ToList(), item => path.Key(r, item, Expect.Truth(bound[1])), Expect.Truth(bound[0]));
    }

    private static ListValue DictSort(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "dictsort", 0, "case_sensitive", "by", "reverse");
        if (value is not DictValue dict) throw Expect.Wrong(r, value, "what dictsort sorts", "a dictionary");
        var by = bound[1] is null ? "key" : Expect.Text(r, bound[1]!, "by");
        if (by is not ("key" or "value")) throw r.Fail("dictsort sorts by 'key' or 'value'");
        var path = AttributePath.One(new IntegerValue(by == "key" ? 0 : 1));
        var items = r.Each(new DictView(dict, DictPart.Items)).ToList();
        return Sorted(r, items, item => path.Key(r, item, Expect.Truth(bound[0])), Expect.Truth(bound[2]));
    }

    private static ListValue Sorted(Rendering r, List<Value> items, Func<Value, Value> key, bool reverse)
    {
        r.GrowItems(3L * items.Count);
        var keys = items.ConvertAll(item => key(item));
        return new ListValue([.. Ordering.Sort(r, keys, reverse).Select(at => items[at])]);
    }

    private static GeneratorValue Unique(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "unique", 0, "case_sensitive", "attribute");
        return new GeneratorValue(Unique(r, value, AttributePath.One(bound[1]), Expect.Truth(bound[0])));
    }

    private static IEnumerable<Value> Unique(Rendering r, Value value, AttributePath path, bool caseSensitive)
    {
        var seen = new DictValue();
        foreach (var item in r.Each(value))
        {
            var key = path.Key(r, item, caseSensitive);
            if (seen.Get(r, key) is not null) continue;
            seen.Set(r, key, item);
            yield return item;
        }
    }

    private static ListValue GroupBy(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "groupby", 1, "attribute", "default", "case_sensitive");
        var path = AttributePath.One(bound[0]);
        var standard = bound[1] is NoneValue ? null : bound[1];
        var caseSensitive = Expect.Truth(bound[2]);
        var items = r.Each(value).ToList();
        var keys = items.ConvertAll(item => AttributePath.One(null).Key(r, path.Of(r, item, standard), caseSensitive));
        var groups = new List<Value>();
        Value? open = null;
        foreach (var at in Ordering.Sort(r, keys, reverse: false))
        {
            if (open is null || !Equality.Equal(r, open, keys[at]))
            {
                open = keys[at];
                groups.Add(new TupleValue([path.Of(r, items[at], standard), new ListValue([])], ["grouper", "list"]));
            }
            r.GrowItems(1);
            ((ListValue)((TupleValue)groups[^1]).Elements[1]).List.Add(items[at]);
        }
        return new ListValue(groups);
    }

    private static Value Extreme(Rendering r, Value value, Arguments a, string name, int sign)
    {
        var bound = a.Bind(r, name, 0, "case_sensitive", "attribute");
        var path = AttributePath.One(bound[1]);
        (Value Item, Value Key)? best = null;
        foreach (var item in r.Each(value))
        {
            var key = path.Key(r, item, Expect.Truth(bound[0]));
            if (best is null || Ordering.Compare(r, key, best.Value.Key) * sign < 0) best = (item, key);
        }
        return best?.Item ?? UndefinedValue.Because($"no {name}, the sequence is empty");
    }
}
