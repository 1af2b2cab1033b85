using Orchestrator.Gateway.Templates.Library;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A tuple. Those that groupby gives also have names for their elements.</summary>
internal sealed class TupleValue(Value[] elements, string[]? names = null) : SequenceValue
{
    public override IReadOnlyList<Value> Elements { get; } = elements;

    public override string TypeName => "tuple";

    public override SequenceValue With(IEnumerable<Value> elements) => new TupleValue([.. elements]);

    public override Value? Attribute(Rendering rendering, string name)
    {
        var named = names is null ? -1 : Array.IndexOf(names, name);
        return named >= 0 ? Elements[named] : ListMethods.FindForTuple(this, name);
    }

    public override void WriteRepr(Rendering rendering, TextBuilder to)
    {
        to.Append('(');
        WriteElements(rendering, to);
        to.Append(Elements.Count == 1 ? ",)" : ")");
    }
}
