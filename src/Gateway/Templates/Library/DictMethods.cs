using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>The methods of dictionaries.</summary>
internal static class DictMethods
{
    private static readonly MethodTable s_methods = new(new Dictionary<string, Native>
    {
        ["items"] = (r, s, a) => View(r, s, a, "items", DictPart.Items),
        ["keys"] = (r, s, a) => View(r, s, a, "keys", DictPart.Keys),
        ["values"] = (r, s, a) => View(r, s, a, "values", DictPart.Values),
        ["get"] = Get,
        ["pop"] = Pop,
        ["popitem"] = PopItem,
        ["setdefault"] = SetDefault,
        ["update"] = Update,
        ["clear"] = Clear,
        ["copy"] = Copy,
    });

    public static FunctionValue? Find(DictValue self, string name) => s_methods.Find(self, name);

    /// <summary>Adds the entries of a dictionary, or of an iterable of pairs.</summary>
    public static void AddAll(Rendering r, DictValue to, Value source)
    {
        if (source is DictValue dict) source = new DictView(dict, DictPart.Items);
        foreach (var pair in r.Each(source).ToList())
        {
            var parts = r.Each(pair).Take(3).ToList();
            if (parts.Count != 2) throw r.Fail("a dictionary is made of pairs");
            to.Set(r, parts[0], parts[1]);
        }
    }

    private static DictValue Of(Value self) => (DictValue)self;

    private static DictView View(Rendering r, Value self, Arguments a, string name, DictPart part)
    {
        a.Bind(r, name, 0);
        return new DictView(Of(self), part);
    }

    private static Value Get(Rendering r, Value self, Arguments a)
    {
        var bound = a.Bind(r, "get", 1, "key", "default");
        return Find(r, self, bound[0]!) ?? bound[1] ?? NoneValue.Instance;
    }

    private static Value Pop(Rendering r, Value self, Arguments a)
    {
        var bound = a.Bind(r, "pop", 1, "key", "default");
        var value = Find(r, self, bound[0]!);
        r.Spend(Of(self).Entries.Count >> 4);
        if (value is not null) Of(self).Entries.Remove(bound[0]!);
        return value ?? bound[1] ?? throw r.Fail("pop: there is no such key");
    }

    private static TupleValue PopItem(Rendering r, Value self, Arguments a)
    {
        a.Bind(r, "popitem", 0);
        var entries = Of(self).Entries;
        if (entries.Count == 0) throw r.Fail("popitem: the dictionary is empty");
        var (key, value) = entries.GetAt(entries.Count - 1);
        entries.RemoveAt(entries.Count - 1);
        return new TupleValue([key, value]);
    }

    private static Value SetDefault(Rendering r, Value self, Arguments a)
    {
        var bound = a.Bind(r, "setdefault", 1, "key", "default");
        if (Find(r, self, bound[0]!) is { } value) return value;
        Of(self).Set(r, bound[0]!, bound[1] ?? NoneValue.Instance);
        return bound[1] ?? NoneValue.Instance;
    }

    private static NoneValue Update(Rendering r, Value self, Arguments a)
    {
        foreach (var source in a.Positional) AddAll(r, Of(self), source);
        foreach (var (name, value) in a.Named) Of(self).Set(r, new TextValue(name), value);
        return NoneValue.Instance;
    }

    private static NoneValue Clear(Rendering r, Value self, Arguments a)
    {
        a.Bind(r, "clear", 0);
        Of(self).Entries.Clear();
        return NoneValue.Instance;
    }

    private static DictValue Copy(Rendering r, Value self, Arguments a)
    {
        a.Bind(r, "copy", 0);
        var copy = new DictValue();
        AddAll(r, copy, self);
        return copy;
    }

    private static Value? Find(Rendering r, Value self, Value key) =>
        KeyComparer.IsHashable(r, key) ? Of(self).Get(r, key) : throw r.Fail($"unhashable type: '{key.TypeName}'");
}
