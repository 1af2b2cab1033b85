namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Items made one at a time and once only, as filters like map and select give them.</summary>
internal sealed class GeneratorValue(IEnumerable<Value> items) : Value
{
    private readonly IEnumerator<Value> _items = items.GetEnumerator();

    public override string TypeName => "generator";

    public override IEnumerable<Value> Items(Rendering rendering)
    {
        while (true)
        {
            // Before the step down into the source: a tower of generators must meet the stack check on its way down.
            rendering.Spend(1);
            if (!_items.MoveNext()) yield break;
            yield return _items.Current;
        }
    }

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append("<generator>");
}
