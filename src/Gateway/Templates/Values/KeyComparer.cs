using System.Runtime.CompilerServices;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Equality of dictionary keys as in Python: 1, 1.0 and True are one key. Only hashable values may reach it.</summary>
internal sealed class KeyComparer : IEqualityComparer<Value>
{
    public static KeyComparer Instance { get; } = new();

    public static bool IsHashable(Rendering rendering, Value value)
    {
        if (value is TextValue text) rendering.Scan(text.Text.Length);
        if (value is not TupleValue tuple) return value is not (ListValue or DictValue);
        rendering.Enter();
        var isHashable = tuple.Elements.All(element => IsHashable(rendering, element));
        rendering.Leave();
        return isHashable;
    }

    public bool Equals(Value? x, Value? y)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (x is TextValue a && y is TextValue b) return a.Text == b.Text;
        if (x is TupleValue left && y is TupleValue right) return left.Elements.SequenceEqual(right.Elements, this);
        if (Numbers.Compare(x!, y!) is int order) return order == 0;
        return ReferenceEquals(x, y) || (x is UndefinedValue && y is UndefinedValue);
    }

    public int GetHashCode(Value value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case TextValue text: return text.Text.GetHashCode(StringComparison.Ordinal);
            case UndefinedValue: return 1;
            case TupleValue tuple:
                var hash = new HashCode();
                foreach (var element in tuple.Elements) hash.Add(GetHashCode(element));
                return hash.ToHashCode();
        }
        return Expect.IsNumber(value, out var number) ? number.GetHashCode() : RuntimeHelpers.GetHashCode(value);
    }
}
