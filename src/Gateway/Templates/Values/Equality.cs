namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Python's ==. Values of different types are unequal, numbers excepted.</summary>
internal static class Equality
{
    public static bool Equal(Rendering rendering, Value a, Value b)
    {
        switch (a, b)
        {
            case (TextValue x, TextValue y):
                if (x.Text.Length != y.Text.Length) return false;
                rendering.Scan(x.Text.Length);
                return x.Text == y.Text;
            case (ListValue or TupleValue, SequenceValue y) when a.GetType() == b.GetType():
                return SameElements(rendering, (SequenceValue)a, y);
            case (DictValue x, DictValue y):
                return SameEntries(rendering, x, y);
            case (RangeValue x, RangeValue y):
                return x.Length == y.Length && SameElements(rendering, new ListValue([.. rendering.Each(x)]), new ListValue([.. rendering.Each(y)]));
            case (UndefinedValue, UndefinedValue):
                return true;
        }
        return Numbers.Compare(a, b) is int order ? order == 0 : ReferenceEquals(a, b) && a is not FloatValue;
    }

    private static bool SameElements(Rendering rendering, SequenceValue a, SequenceValue b)
    {
        if (a.Elements.Count != b.Elements.Count) return false;
        rendering.Enter();
        var same = true;
        for (var i = 0; same && i < a.Elements.Count; i++)
        {
            rendering.Spend(1);
            same = Equal(rendering, a.Elements[i], b.Elements[i]);
        }
        rendering.Leave();
        return same;
    }

    private static bool SameEntries(Rendering rendering, DictValue a, DictValue b)
    {
        if (a.Entries.Count != b.Entries.Count) return false;
        rendering.Enter();
        var same = true;
        foreach (var (key, value) in a.Entries)
        {
            rendering.Spend(1);
            same = b.Get(rendering, key) is { } other && Equal(rendering, value, other);
            if (!same) break;
        }
        rendering.Leave();
        return same;
    }
}
