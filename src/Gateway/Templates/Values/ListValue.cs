using Orchestrator.Gateway.Templates.Library;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A list, which methods may change.</summary>
internal sealed class ListValue(List<Value> elements) : SequenceValue
{
    public List<Value> List { get; } = elements;

    public override IReadOnlyList<Value> Elements => List;

    public override string TypeName => "list";

    public override SequenceValue With(IEnumerable<Value> elements) => new ListValue([.. elements]);

    public override Value? Attribute(Rendering rendering, string name) => ListMethods.Find(this, name);

    public override void WriteRepr(Rendering rendering, TextBuilder to)
    {
        to.Append('[');
        WriteElements(rendering, to);
        to.Append(']');
    }
}
