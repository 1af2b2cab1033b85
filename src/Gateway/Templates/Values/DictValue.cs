using Orchestrator.Gateway.Templates.Library;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A dictionary in insertion order, JSON's object.</summary>
internal sealed class DictValue : Value
{
    public OrderedDictionary<Value, Value> Entries { get; } = new(KeyComparer.Instance);

    public override string TypeName => "dict";

    public override bool IsTrue => Entries.Count > 0;

    public override int? Length => Entries.Count;

    /// <summary>Null when there is no such key, or when it is of a type that cannot be one.</summary>
    public Value? Get(Rendering rendering, Value key) =>
        KeyComparer.IsHashable(rendering, key) && Entries.TryGetValue(key, out var value) ? value : null;

    public void Set(Rendering rendering, Value key, Value value)
    {
        if (!KeyComparer.IsHashable(rendering, key)) throw rendering.Fail($"unhashable type: '{key.TypeName}'");
        rendering.GrowItems(4);
        Entries[key] = value;
    }

    public override Value? Attribute(Rendering rendering, string name) => DictMethods.Find(this, name);

    public override Value? Item(Rendering rendering, Value key) => Get(rendering, key);

    public override IEnumerable<Value> Items(Rendering rendering) => new DictView(this, DictPart.Keys).Items(rendering);

    public override void WriteRepr(Rendering rendering, TextBuilder to)
    {
        rendering.Enter();
        to.Append('{');
        var isFirst = true;
        foreach (var (key, value) in Entries)
        {
            if (!isFirst) to.Append(", ");
            isFirst = false;
            rendering.Spend(1);
            key.WriteRepr(rendering, to);
            to.Append(": ");
            value.WriteRepr(rendering, to);
        }
        to.Append('}');
        rendering.Leave();
    }
}
