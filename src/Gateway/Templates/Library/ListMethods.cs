using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>The methods of lists and tuples. (Hugging Face's sandbox forbids those that change a list; other runtimes and some templates rely on them.)</summary>
internal static class ListMethods
{
    private static readonly MethodTable s_shared = new(new Dictionary<string, Native> { ["count"] = Count, ["index"] = Index });

    private static readonly MethodTable s_methods = new(new Dictionary<string, Native>
    {
        ["append"] = Append,
        ["extend"] = Extend,
        ["insert"] = Insert,
        ["pop"] = Pop,
        ["remove"] = Remove,
        ["reverse"] = Reverse,
        ["sort"] = Sort,
        ["clear"] = Clear,
        ["copy"] = (r, s, a) =>
        {
            a.Bind(r, "copy", 0);
            r.GrowItems(Of(s).Count);
            return new ListValue([.. Of(s)]);
        },
        ["count"] = Count,
        ["index"] = Index,
    });

    public static FunctionValue? Find(ListValue self, string name) => s_methods.Find(self, name);

    public static FunctionValue? FindForTuple(TupleValue self, string name) => s_shared.Find(self, name);

    private static List<Value> Of(Value self) => ((ListValue)self).List;

    private static NoneValue Append(Rendering r, Value self, Arguments a)
    {
        r.GrowItems(1);
        Of(self).Add(a.Bind(r, "append", 1, "object")[0]!);
        return NoneValue.Instance;
    }

    private static NoneValue Extend(Rendering r, Value self, Arguments a)
    {
        // Copied first: the list may be extended by itself.
        var items = r.Each(a.Bind(r, "extend", 1, "iterable")[0]!).ToList();
        r.GrowItems(items.Count);
        Of(self).AddRange(items);
        return NoneValue.Instance;
    }

    private static NoneValue Insert(Rendering r, Value self, Arguments a)
    {
        var bound = a.Bind(r, "insert", 2, "index", "object");
        var list = Of(self);
        var at = Expect.Clamped(r, bound[0]!, "index");
        r.GrowItems(1);
        r.Spend(list.Count >> 4);
        list.Insert(Math.Clamp(at < 0 ? at + list.Count : at, 0, list.Count), bound[1]!);
        return NoneValue.Instance;
    }

    private static Value Pop(Rendering r, Value self, Arguments a)
    {
        var list = Of(self);
        var at = Expect.Clamped(r, a.Bind(r, "pop", 0, "index")[0], "index", -1);
        if (at < 0) at += list.Count;
        if (at < 0 || at >= list.Count) throw r.Fail(list.Count == 0 ? "pop from empty list" : "pop index out of range");
        var item = list[at];
        r.Spend((list.Count - at) >> 4);
        list.RemoveAt(at);
        return item;
    }

    private static NoneValue Remove(Rendering r, Value self, Arguments a)
    {
        var at = Position(r, self, a.Bind(r, "remove", 1, "value")[0]!);
        if (at < 0) throw r.Fail("list.remove(x): x not in list");
        Of(self).RemoveAt(at);
        return NoneValue.Instance;
    }

    private static NoneValue Reverse(Rendering r, Value self, Arguments a)
    {
        a.Bind(r, "reverse", 0);
        r.Spend(Of(self).Count >> 4);
        Of(self).Reverse();
        return NoneValue.Instance;
    }

    private static NoneValue Sort(Rendering r, Value self, Arguments a)
    {
        var list = Of(self);
        var sorted = Ordering.Sort(r, list, Expect.Truth(a.Bind(r, "sort", 0, "reverse")[0])).Select(at => list[at]).ToList();
        list.Clear();
        list.AddRange(sorted);
        return NoneValue.Instance;
    }

    private static NoneValue Clear(Rendering r, Value self, Arguments a)
    {
        a.Bind(r, "clear", 0);
        Of(self).Clear();
        return NoneValue.Instance;
    }

    private static IntegerValue Count(Rendering r, Value self, Arguments a)
    {
        var sought = a.Bind(r, "count", 1, "value")[0]!;
        return new IntegerValue(r.Each(self).Count(item => Equality.Equal(r, item, sought)));
    }

    private static IntegerValue Index(Rendering r, Value self, Arguments a)
    {
        var at = Position(r, self, a.Bind(r, "index", 1, "value")[0]!);
        return at >= 0 ? new IntegerValue(at) : throw r.Fail($"the value is not in the {self.TypeName}");
    }

    private static int Position(Rendering r, Value self, Value sought)
    {
        var at = 0;
        foreach (var item in r.Each(self))
        {
            if (Equality.Equal(r, item, sought)) return at;
            at++;
        }
        return -1;
    }
}
