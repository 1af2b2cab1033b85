namespace Orchestrator.Gateway.Templates.Values;

/// <summary>The variable 'loop' of a for. It looks ahead only when asked, so that a lazy filter sees what the body did before.</summary>
/// <param name="items">The items to come.</param>
/// <param name="length">How many there are in all, where that is known.</param>
/// <param name="depth">Levels of a recursive loop above this one.</param>
/// <param name="descend">What loop(children) does in a recursive loop.</param>
internal sealed class LoopValue(IEnumerator<Value> items, int? length, int depth, Func<Value, Value>? descend) : Value
{
    private readonly Queue<Value> _ahead = [];
    private Value? _previous;
    private Value? _current;
    private Value? _changed;
    private int? _length = length;
    private int _index = -1;

    public override string TypeName => "LoopContext";

    public override bool IsCallable => descend is not null;

    public Value Current => _current!;

    public override int? Length => _length ??= _index + 1 + Ahead(int.MaxValue);

    public bool Advance()
    {
        if (!_ahead.TryDequeue(out var next))
        {
            if (!items.MoveNext()) return false;
            next = items.Current;
        }
        (_previous, _current) = (_current, next);
        _index++;
        return true;
    }

    public override Value? Attribute(Rendering rendering, string name) => name switch
    {
        "index" => Number(_index + 1),
        "index0" => Number(_index),
        "revindex" => Number(Length!.Value - _index),
        "revindex0" => Number(Length!.Value - _index - 1),
        "length" => Number(Length!.Value),
        "first" => BooleanValue.Of(_index == 0),
        "last" => BooleanValue.Of(Ahead(1) == 0),
        "previtem" => _previous ?? UndefinedValue.Because("there is no previous item"),
        "nextitem" => Ahead(1) == 0 ? UndefinedValue.Because("there is no next item") : _ahead.Peek(),
        "depth" => Number(depth + 1),
        "depth0" => Number(depth),
        "cycle" => new FunctionValue("cycle", this, Cycle),
        "changed" => new FunctionValue("changed", this, Changed),
        _ => null,
    };

    public override Value Call(Rendering rendering, Arguments arguments)
    {
        if (descend is null) throw rendering.Fail("loop(...) needs a loop marked 'recursive'");
        return descend(arguments.Bind(rendering, "loop", 1, "iterable")[0]!);
    }

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append($"<LoopContext {_index + 1}/{Length}>");

    private static IntegerValue Number(int number) => new(number);

    /// <summary>Takes up to so many items ahead of the current one; returns how many there are.</summary>
    private int Ahead(int wanted)
    {
        while (_ahead.Count < wanted && items.MoveNext()) _ahead.Enqueue(items.Current);
        return Math.Min(_ahead.Count, wanted);
    }

    private Value Cycle(Rendering rendering, Value self, Arguments arguments) =>
        arguments.Positional.Count > 0 ? arguments.Positional[_index % arguments.Positional.Count] : throw rendering.Fail("loop.cycle needs values");

    private BooleanValue Changed(Rendering rendering, Value self, Arguments arguments)
    {
        var now = new TupleValue([.. arguments.Positional]);
        var isChanged = _changed is null || !Equality.Equal(rendering, _changed, now);
        _changed = now;
        return BooleanValue.Of(isChanged);
    }
}
