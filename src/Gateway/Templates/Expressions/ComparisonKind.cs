using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Expressions;

/// <summary>The comparison operators.</summary>
internal enum ComparisonKind { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, In, NotIn }

/// <summary>What the comparison operators mean.</summary>
internal static class ComparisonKinds
{
    public static ComparisonKind? Find(string symbol) => symbol switch
    {
        "==" => ComparisonKind.Equal,
        "!=" => ComparisonKind.NotEqual,
        "<" => ComparisonKind.Less,
        "<=" => ComparisonKind.LessOrEqual,
        ">" => ComparisonKind.Greater,
        ">=" => ComparisonKind.GreaterOrEqual,
        _ => null,
    };

    public static bool Holds(this ComparisonKind kind, Rendering rendering, Value left, Value right) => kind switch
    {
        ComparisonKind.Equal => Equality.Equal(rendering, left, right),
        ComparisonKind.NotEqual => !Equality.Equal(rendering, left, right),
        ComparisonKind.Less => Ordering.Compare(rendering, left, right, "<") < 0,
        ComparisonKind.LessOrEqual => Ordering.Compare(rendering, left, right, "<=") <= 0,
        ComparisonKind.Greater => Ordering.Compare(rendering, left, right, ">") > 0,
        ComparisonKind.GreaterOrEqual => Ordering.Compare(rendering, left, right, ">=") >= 0,
        ComparisonKind.In => Membership.Contains(rendering, right, left),
        _ => !Membership.Contains(rendering, right, left),
    };
}
