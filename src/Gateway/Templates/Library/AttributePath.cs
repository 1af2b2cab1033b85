using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>The argument 'attribute' of filters: "a.b.0" reaches into each item, "a,b" gives several values.</summary>
internal sealed class AttributePath
{
    private readonly Value[][] _paths;
    private readonly bool _isList;

    private AttributePath(Value[][] paths, bool isList) => (_paths, _isList) = (paths, isList);

    /// <summary>A path to one value; none at all gives the item itself.</summary>
    public static AttributePath One(Value? attribute) => new([Parts(attribute)], isList: false);

    /// <summary>Paths with commas between them, for sort keys. Even one value comes in a tuple, whose order lets undefined values be equal.</summary>
    public static AttributePath Several(Value? attribute) =>
        new(attribute is TextValue text ? [.. text.Text.Split(',').Select(path => Parts(new TextValue(path)))] : [Parts(attribute)], isList: true);

    /// <param name="rendering">What pays for the work.</param>
    /// <param name="item">Where the path starts.</param>
    /// <param name="standard">Takes the place of what is missing on the way; null to leave it undefined.</param>
    public Value Of(Rendering rendering, Value item, Value? standard = null) => Follow(rendering, _paths[0], item, standard);

    /// <summary>What to sort or compare the item by.</summary>
    public Value Key(Rendering rendering, Value item, bool caseSensitive)
    {
        if (!_isList) return Folded(rendering, Of(rendering, item), caseSensitive);
        return new TupleValue([.. _paths.Select(path => Folded(rendering, Follow(rendering, path, item, null), caseSensitive))]);
    }

    private static Value Folded(Rendering rendering, Value value, bool caseSensitive) =>
        caseSensitive || value is not TextValue text ? value : rendering.Text(TextCase.Lower(text.Text));

    private static Value Follow(Rendering rendering, Value[] path, Value item, Value? standard)
    {
        foreach (var part in path)
        {
            rendering.Spend(1);
            item = Lookup.Item(rendering, item, part);
            if (item is UndefinedValue && standard is not null) item = standard;
        }
        return item;
    }

    private static Value[] Parts(Value? attribute) => attribute switch
    {
        null or NoneValue => [],
        TextValue text => [.. text.Text.Split('.').Select(part => int.TryParse(part, out var position) && position >= 0 ? new IntegerValue(position) : (Value)new TextValue(part))],
        _ => [attribute],
    };
}
