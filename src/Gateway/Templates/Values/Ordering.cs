namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Python's &lt;, and stable sorting by it.</summary>
internal static class Ordering
{
    /// <summary>Below, at or above 0; null when the values are unordered (NaN). Fails for types that Python does not order.</summary>
    public static int? Compare(Rendering rendering, Value a, Value b, string symbol = "<")
    {
        if (a is TextValue x && b is TextValue y)
        {
            rendering.Scan(Math.Min(x.Text.Length, y.Text.Length));
            return CodePoints.Compare(x.Text, y.Text);
        }
        if (Expect.IsNumber(a, out _) && Expect.IsNumber(b, out _)) return Numbers.Compare(a, b);
        if (a is SequenceValue left && b is SequenceValue right && a.GetType() == b.GetType()) return CompareElements(rendering, left, right, symbol);
        if ((a as UndefinedValue ?? b as UndefinedValue) is { } undefined) throw rendering.Fail(undefined.Message);
        throw rendering.Fail($"'{symbol}' not supported between instances of '{a.TypeName}' and '{b.TypeName}'");
    }

    /// <summary>Sorts positions by their keys. Merge sort, because a comparison may fail and equal keys must keep their order, in reverse too.</summary>
    public static int[] Sort(Rendering rendering, IReadOnlyList<Value> keys, bool reverse)
    {
        rendering.GrowItems(2L * keys.Count);
        var order = Enumerable.Range(0, keys.Count).ToArray();
        var merged = new int[keys.Count];
        for (var width = 1; width < order.Length; width *= 2)
        {
            for (var from = 0; from < order.Length; from += 2 * width)
                Merge(rendering, keys, reverse, order, merged, from, Math.Min(from + width, order.Length), Math.Min(from + 2 * width, order.Length));
            (order, merged) = (merged, order);
        }
        return order;
    }

    private static void Merge(Rendering rendering, IReadOnlyList<Value> keys, bool reverse, int[] from, int[] to, int start, int middle, int end)
    {
        var (left, right) = (start, middle);
        for (var i = start; i < end; i++)
        {
            rendering.Spend(1);
            bool takeRight;
            if (left >= middle) takeRight = true;
            else if (right >= end) takeRight = false;
            else if (reverse) takeRight = Compare(rendering, keys[from[left]], keys[from[right]]) < 0;
            else takeRight = Compare(rendering, keys[from[right]], keys[from[left]]) < 0;
            to[i] = takeRight ? from[right++] : from[left++];
        }
    }

    private static int? CompareElements(Rendering rendering, SequenceValue a, SequenceValue b, string symbol)
    {
        rendering.Enter();
        int? order = a.Elements.Count.CompareTo(b.Elements.Count);
        for (var i = 0; i < Math.Min(a.Elements.Count, b.Elements.Count); i++)
        {
            rendering.Spend(1);
            if (Equality.Equal(rendering, a.Elements[i], b.Elements[i])) continue;
            order = Compare(rendering, a.Elements[i], b.Elements[i], symbol);
            break;
        }
        rendering.Leave();
        return order;
    }
}
