using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Filters over the items of a value as a whole.</summary>
internal static class SequenceFilters
{
    public static IReadOnlyDictionary<string, Native> All { get; } = new Dictionary<string, Native>
    {
        ["length"] = Length,
        ["count"] = Length,
        ["first"] = First,
        ["last"] = Last,
        ["list"] = List,
        ["reverse"] = Reverse,
        ["join"] = Join,
        ["batch"] = Batch,
        ["slice"] = Slices,
    };

    private static IntegerValue Length(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "length", 0);
        return value.Length is int length ? new IntegerValue(length) : throw r.Fail($"object of type '{value.TypeName}' has no length");
    }

    private static Value First(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "first", 0);
        foreach (var item in r.Each(value)) return item;
        return UndefinedValue.Because("no first item, the sequence is empty");
    }

    private static Value Last(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "last", 0);
        var items = Backwards(r, value) ?? throw r.Fail($"'{value.TypeName}' object is not reversible");
        return items.FirstOrDefault() ?? UndefinedValue.Because("no last item, the sequence is empty");
    }

    private static ListValue List(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "list", 0);
        return ToList(r, value);
    }

    private static Value Reverse(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "reverse", 0);
        if (value is TextValue text) return r.Text(new Slice(null, null, -1).Of(r, text.Text));
        if (Backwards(r, value) is { } items) return new GeneratorValue(items);
        var list = ToList(r, value);
        list.List.Reverse();
        return list;
    }

    private static TextValue Join(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "join", 0, "d", "attribute");
        var separator = bound[0]?.ToText(r) ?? "";
        var path = AttributePath.One(bound[1]);
        var text = new TextBuilder(r);
        var isFirst = true;
        foreach (var item in r.Each(value))
        {
            if (!isFirst) text.Append(separator);
            isFirst = false;
            path.Of(r, item).WriteText(r, text);
        }
        return r.Text(text.ToString());
    }

    private static GeneratorValue Batch(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "batch", 1, "linecount", "fill_with");
        return new GeneratorValue(Batches(r, value, Expect.Clamped(r, bound[0]!, "linecount"), bound[1]));
    }

    private static IEnumerable<Value> Batches(Rendering r, Value value, int size, Value? fill)
    {
        var batch = new List<Value>();
        foreach (var item in r.Each(value))
        {
            if (batch.Count == size)
            {
                yield return new ListValue(batch);
                batch = [];
            }
            r.GrowItems(1);
            batch.Add(item);
        }
        if (batch.Count == 0) yield break;
        if (fill is not null and not NoneValue && batch.Count < size)
        {
            r.GrowItems(size - batch.Count);
            batch.AddRange(Enumerable.Repeat(fill, size - batch.Count));
        }
        yield return new ListValue(batch);
    }

    private static GeneratorValue Slices(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "slice", 1, "slices", "fill_with");
        var slices = Expect.Clamped(r, bound[0]!, "slices");
        if (slices < 1) throw r.Fail("slice needs at least one slice");
        return new GeneratorValue(Slices(r, ToList(r, value).List, slices, bound[1]));
    }

    private static IEnumerable<Value> Slices(Rendering r, List<Value> items, int slices, Value? fill)
    {
        var (size, longer) = (items.Count / slices, items.Count % slices);
        var start = 0;
        for (var i = 0; i < slices; i++)
        {
            var taken = i < longer ? size + 1 : size;
            r.GrowItems(taken);
            var slice = items.GetRange(start, taken);
            if (fill is not null and not NoneValue && i >= longer) slice.Add(fill);
            start += taken;
            yield return new ListValue(slice);
        }
    }

    private static ListValue ToList(Rendering r, Value value)
    {
        var list = new List<Value>(value is SequenceValue ? value.Length!.Value : 0);
        foreach (var item in r.Each(value))
        {
            r.GrowItems(1);
            list.Add(item);
        }
        return new ListValue(list);
    }

    /// <summary>The items from the last to the first; null for what has no end to start from.</summary>
    private static IEnumerable<Value>? Backwards(Rendering r, Value value) => value switch
    {
        SequenceValue sequence => Backwards(r, sequence.Elements.Count, i => sequence.Elements[i]),
        RangeValue range => Backwards(r, range.Length!.Value, range.At),
        DictValue dict => new DictView(dict, DictPart.Keys).Reversed(),
        DictView view => view.Reversed(),
        TextValue text => ToList(r, text).List.AsEnumerable().Reverse(),
        UndefinedValue => [],
        _ => null,
    };

    private static IEnumerable<Value> Backwards(Rendering r, int count, Func<int, Value> at)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            r.Spend(1);
            yield return at(i);
        }
    }
}
