using Orchestrator.Gateway.Templates.Library;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A string. Positions and lengths count characters (code points), as in Python, not UTF-16 units.</summary>
internal sealed class TextValue(string text) : Value
{
    // Kept, because a loop may ask a long string again and again; 0 until it is counted. Constants are shared between threads: one int is written at once.
    private int _lengthPlusOne;

    public string Text { get; } = text;

    public override string TypeName => "str";

    public override bool IsTrue => Text.Length > 0;

    public override int? Length => (_lengthPlusOne == 0 ? _lengthPlusOne = CodePoints.Count(Text) + 1 : _lengthPlusOne) - 1;

    public override string ToText(Rendering rendering) => Text;

    public override void WriteText(Rendering rendering, TextBuilder to) => to.Append(Text);

    public override void WriteRepr(Rendering rendering, TextBuilder to) => TextRepr.Write(Text, to);

    public override Value? Attribute(Rendering rendering, string name) => TextMethods.Find(this, name);

    public override Value? Item(Rendering rendering, Value key)
    {
        if (!Expect.IsInteger(key, out var position)) return null;
        rendering.Scan(Text.Length);
        return CodePoints.At(Text, position) is { } character ? rendering.Text(character) : null;
    }

    public override IEnumerable<Value> Items(Rendering rendering)
    {
        for (var i = 0; i < Text.Length;)
        {
            var length = CodePoints.LengthAt(Text, i);
            yield return rendering.Text(Text.Substring(i, length));
            i += length;
        }
    }
}
