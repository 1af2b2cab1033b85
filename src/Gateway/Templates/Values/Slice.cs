using System.Text;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>[start:stop:step] with Python's meaning: negative positions count from the end, and what lies outside is cut off.</summary>
internal readonly record struct Slice(int? Start, int? Stop, int? Step)
{
    public Value Of(Rendering rendering, Value value)
    {
        if (Step == 0) throw rendering.Fail("a slice's step cannot be zero");
        switch (value)
        {
            case TextValue text:
                return rendering.Text(Of(rendering, text.Text));
            case SequenceValue sequence:
                var (first, count, step) = Resolve(sequence.Elements.Count);
                rendering.GrowItems(count);
                return sequence.With(Enumerable.Range(0, count).Select(i => sequence.Elements[first + i * step]));
            case RangeValue range:
                var (start, taken, every) = Resolve(range.Length!.Value);
                return range.Slice(start, every, taken);
            default:
                throw Expect.Wrong(rendering, value, "what is sliced", "a string, list or tuple");
        }
    }

    public string Of(Rendering rendering, string text)
    {
        rendering.Scan(text.Length);
        if (!CodePoints.HasSurrogates(text))
        {
            var (start, length, by) = Resolve(text.Length);
            return by == 1 ? text.Substring(start, length) : string.Create(length, (text, start, by), static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++) to[i] = from.text[from.start + i * from.by];
            });
        }
        rendering.Grow(4L * text.Length);
        rendering.Spend(text.Length);
        var offsets = CodePoints.Offsets(text);
        var (first, count, step) = Resolve(offsets.Count);
        var sliced = new StringBuilder(count);
        for (var i = 0; i < count; i++)
        {
            var at = offsets[first + i * step];
            sliced.Append(text, at, CodePoints.LengthAt(text, at));
        }
        return sliced.ToString();
    }

    /// <summary>The first position, how many are taken, and the step between them.</summary>
    private (int First, int Count, int Step) Resolve(int length)
    {
        var step = Step ?? 1;
        var (lowest, highest) = step > 0 ? (0, length) : (-1, length - 1);
        var start = Start is int s ? Math.Clamp(s < 0 ? s + length : s, lowest, highest) : step > 0 ? lowest : highest;
        var stop = Stop is int e ? Math.Clamp(e < 0 ? e + length : e, lowest, highest) : step > 0 ? highest : lowest;
        var span = step > 0 ? (long)stop - start : (long)start - stop;
        var size = Math.Abs((long)step);
        return span <= 0 ? (0, 0, 1) : (start, (int)((span + size - 1) / size), step);
    }
}
