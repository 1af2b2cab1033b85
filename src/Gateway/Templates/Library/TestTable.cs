using System.Collections.Frozen;
using Orchestrator.Gateway.Templates.Expressions;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>What stands after 'is': true or false for a value and arguments.</summary>
internal delegate bool Test(Rendering rendering, Value value, Arguments arguments);

/// <summary>All tests by name.</summary>
internal static class TestTable
{
    private static readonly FrozenDictionary<string, Test> s_tests = new Dictionary<string, Test>
    {
        ["defined"] = Plain(v => v is not UndefinedValue),
        ["undefined"] = Plain(v => v is UndefinedValue),
        ["none"] = Plain(v => v is NoneValue),
        ["boolean"] = Plain(v => v is BooleanValue),
        ["true"] = Plain(v => v == BooleanValue.True),
        ["false"] = Plain(v => v == BooleanValue.False),
        ["string"] = Plain(v => v is TextValue),
        ["number"] = Plain(v => v is IntegerValue or FloatValue or BooleanValue),
        ["integer"] = Plain(v => v is IntegerValue),
        ["float"] = Plain(v => v is FloatValue),
        ["mapping"] = Plain(v => v is DictValue),
        // Python asks for a length and positions; a missing value seems to have both.
        ["sequence"] = Plain(v => v is SequenceValue or TextValue or DictValue or RangeValue or UndefinedValue),
        ["iterable"] = Plain((r, v) => v is LoopValue || v.Items(r) is not null),
        ["callable"] = Plain(v => v.IsCallable),
        ["escaped"] = Plain(_ => false),
        ["odd"] = Plain((r, v) => Modulo(r, v, 2) == 1),
        ["even"] = Plain((r, v) => Modulo(r, v, 2) == 0),
        ["divisibleby"] = (r, v, a) => Modulo(r, v, a.Bind(r, "divisibleby", 1, "num")[0]!) == 0,
        ["lower"] = Plain((r, v) => TextCase.IsLower(v.ToText(r))),
        ["upper"] = Plain((r, v) => TextCase.IsUpper(v.ToText(r))),
        ["sameas"] = (r, v, a) => Same(v, a.Bind(r, "sameas", 1, "other")[0]!),
        ["filter"] = Plain((r, v) => FilterTable.Find(Expect.Text(r, v, "a filter's name")) is not null),
        ["test"] = Plain((r, v) => Find(Expect.Text(r, v, "a test's name")) is not null),
        ["eq"] = Compare(ComparisonKind.Equal),
        ["equalto"] = Compare(ComparisonKind.Equal),
        ["=="] = Compare(ComparisonKind.Equal),
        ["ne"] = Compare(ComparisonKind.NotEqual),
        ["!="] = Compare(ComparisonKind.NotEqual),
        ["lt"] = Compare(ComparisonKind.Less),
        ["lessthan"] = Compare(ComparisonKind.Less),
        ["<"] = Compare(ComparisonKind.Less),
        ["le"] = Compare(ComparisonKind.LessOrEqual),
        ["<="] = Compare(ComparisonKind.LessOrEqual),
        ["gt"] = Compare(ComparisonKind.Greater),
        ["greaterthan"] = Compare(ComparisonKind.Greater),
        [">"] = Compare(ComparisonKind.Greater),
        ["ge"] = Compare(ComparisonKind.GreaterOrEqual),
        [">="] = Compare(ComparisonKind.GreaterOrEqual),
        ["in"] = Compare(ComparisonKind.In),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Test? Find(string name) => s_tests.GetValueOrDefault(name);

    private static Test Plain(Func<Value, bool> test) => Plain((_, value) => test(value));

    private static Test Plain(Func<Rendering, Value, bool> test) => (r, value, a) =>
    {
        a.Bind(r, "the test", 0);
        return test(r, value);
    };

    private static Test Compare(ComparisonKind kind) => (r, value, a) => kind.Holds(r, value, a.Bind(r, "the test", 1, "other")[0]!);

    private static double Modulo(Rendering r, Value value, int divisor) => Modulo(r, value, new IntegerValue(divisor));

    private static double Modulo(Rendering r, Value value, Value divisor)
    {
        if (!Expect.IsNumber(value, out _)) throw Expect.Wrong(r, value, "what is divided", "a number");
        Expect.IsNumber(Arithmetic.Apply(r, "%", value, divisor), out var rest);
        return rest;
    }

    // Small numbers and equal strings are one object in Python more often than not; values are what templates mean.
    private static bool Same(Value a, Value b) =>
        ReferenceEquals(a, b) || (a.GetType() == b.GetType() && a is IntegerValue or TextValue or UndefinedValue && KeyComparer.Instance.Equals(a, b));
}
