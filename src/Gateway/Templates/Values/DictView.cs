namespace Orchestrator.Gateway.Templates.Values;

/// <summary>What of a dictionary a view shows.</summary>
internal enum DictPart { Keys, Values, Items }

/// <summary>dict.keys(), .values() or .items(): follows the dictionary as it changes.</summary>
internal sealed class DictView(DictValue dict, DictPart part) : Value
{
    public override string TypeName => part switch { DictPart.Keys => "dict_keys", DictPart.Values => "dict_values", _ => "dict_items" };

    public override bool IsTrue => dict.Entries.Count > 0;

    public override int? Length => dict.Entries.Count;

    public DictValue Dict => dict;

    public DictPart Part => part;

    public override IEnumerable<Value> Items(Rendering rendering)
    {
        var count = dict.Entries.Count;
        for (var i = 0; i < count; i++)
        {
            yield return At(i);
            if (dict.Entries.Count != count) throw rendering.Fail("dictionary changed size during iteration");
        }
    }

    /// <summary>The same from the last entry to the first.</summary>
    public IEnumerable<Value> Reversed()
    {
        for (var i = dict.Entries.Count - 1; i >= 0; i--) yield return At(i);
    }

    public override void WriteRepr(Rendering rendering, TextBuilder to)
    {
        to.Append(TypeName).Append('(');
        rendering.Enter();
        new ListValue([.. rendering.Each(this)]).WriteRepr(rendering, to);
        rendering.Leave();
        to.Append(')');
    }

    private Value At(int index)
    {
        var (key, value) = dict.Entries.GetAt(index);
        return part switch { DictPart.Keys => key, DictPart.Values => value, _ => new TupleValue([key, value]) };
    }
}
