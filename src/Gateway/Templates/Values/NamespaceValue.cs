namespace Orchestrator.Gateway.Templates.Values;

/// <summary>namespace(...): attributes that a set inside a loop can change for the outside.</summary>
internal sealed class NamespaceValue : Value
{
    private readonly Dictionary<string, Value> _attributes = new(StringComparer.Ordinal);

    public override string TypeName => "Namespace";

    public void Set(Rendering rendering, string name, Value value)
    {
        rendering.GrowItems(4);
        _attributes[name] = value;
    }

    public override Value? Attribute(Rendering rendering, string name) => _attributes.GetValueOrDefault(name);

    public override void WriteRepr(Rendering rendering, TextBuilder to)
    {
        var dict = new DictValue();
        foreach (var (name, value) in _attributes) dict.Set(rendering, new TextValue(name), value);
        to.Append("<Namespace ");
        dict.WriteRepr(rendering, to);
        to.Append('>');
    }
}
