namespace Orchestrator.Gateway.Templates.Values;

/// <summary>range(start, stop, step): numbers made as they are asked for.</summary>
/// <param name="start">The first number.</param>
/// <param name="stop">Where it ends, for printing.</param>
/// <param name="step">What is added each time.</param>
/// <param name="count">How many numbers.</param>
internal sealed class RangeValue(long start, long stop, long step, int count) : Value
{
    public override string TypeName => "range";

    public override bool IsTrue => count > 0;

    public override int? Length => count;

    public Value At(int index) => new IntegerValue(start + index * step);

    public RangeValue Slice(int first, int every, int taken) =>
        new(start + first * step, start + (first + taken * every) * step, step * every, taken);

    public override Value? Item(Rendering rendering, Value key)
    {
        if (!Expect.IsInteger(key, out var position)) return null;
        if (position < 0) position += count;
        return position < 0 || position >= count ? null : At((int)position);
    }

    public override IEnumerable<Value> Items(Rendering rendering)
    {
        for (var i = 0; i < count; i++) yield return At(i);
    }

    public override void WriteRepr(Rendering rendering, TextBuilder to)
    {
        to.Append($"range({start}, {stop}");
        to.Append(step == 1 ? ")" : $", {step})");
    }
}
