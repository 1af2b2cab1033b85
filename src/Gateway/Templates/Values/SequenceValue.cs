namespace Orchestrator.Gateway.Templates.Values;

/// <summary>What lists and tuples share: positions, order, printing.</summary>
internal abstract class SequenceValue : Value
{
    public abstract IReadOnlyList<Value> Elements { get; }

    public override bool IsTrue => Elements.Count > 0;

    public override int? Length => Elements.Count;

    /// <summary>A sequence of the same type with other elements.</summary>
    public abstract SequenceValue With(IEnumerable<Value> elements);

    public override Value? Item(Rendering rendering, Value key)
    {
        if (!Expect.IsInteger(key, out var position)) return null;
        if (position < 0) position += Elements.Count;
        return position < 0 || position >= Elements.Count ? null : Elements[(int)position];
    }

    // By index: a list may grow while a loop runs over it.
    public override IEnumerable<Value> Items(Rendering rendering)
    {
        for (var i = 0; i < Elements.Count; i++) yield return Elements[i];
    }

    protected void WriteElements(Rendering rendering, TextBuilder to)
    {
        rendering.Enter();
        for (var i = 0; i < Elements.Count; i++)
        {
            if (i > 0) to.Append(", ");
            rendering.Spend(1);
            Elements[i].WriteRepr(rendering, to);
        }
        rendering.Leave();
    }
}
