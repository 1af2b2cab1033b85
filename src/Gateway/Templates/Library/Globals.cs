using System.Collections.Frozen;
using System.Numerics;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>The functions that every chat template may call.</summary>
internal static class Globals
{
    // As in Jinja's sandbox.
    private const int MaxRange = 100_000;

    private static readonly FrozenDictionary<string, FunctionValue> s_functions = new Dictionary<string, Native>
    {
        ["range"] = Range,
        ["dict"] = Dict,
        ["namespace"] = Namespace,
        ["raise_exception"] = RaiseException,
        ["strftime_now"] = StrftimeNow,
    }.ToFrozenDictionary(entry => entry.Key, entry => new FunctionValue(entry.Key, NoneValue.Instance, entry.Value), StringComparer.Ordinal);

    public static Value? Find(string name) => s_functions.GetValueOrDefault(name);

    private static RangeValue Range(Rendering r, Value self, Arguments a)
    {
        var bound = a.Bind(r, "range", 1, "start", "stop", "step");
        var first = Expect.Integer(r, bound[0]!, "range's bound");
        var stop = bound[1] is null ? first : Expect.Integer(r, bound[1]!, "range's bound");
        var start = bound[1] is null ? BigInteger.Zero : first;
        var step = bound[2] is null ? BigInteger.One : Expect.Integer(r, bound[2]!, "range's step");
        if (step.IsZero) throw r.Fail("range's step must not be zero");
        var count = step.Sign > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
        if (count <= 0) count = 0;
        if (count > MaxRange) throw r.Fail($"a range has more than {MaxRange:N0} numbers");
        if (BigInteger.Abs(start) > long.MaxValue / 4 || BigInteger.Abs(step) > long.MaxValue / 4 || BigInteger.Abs(stop) > long.MaxValue / 4)
            throw r.Fail("range's bounds are too large");
        return new RangeValue((long)start, (long)stop, (long)step, (int)count);
    }

    private static DictValue Dict(Rendering r, Value self, Arguments a)
    {
        var dict = new DictValue();
        foreach (var source in a.Positional) DictMethods.AddAll(r, dict, source);
        foreach (var (name, value) in a.Named) dict.Set(r, new TextValue(name), value);
        return dict;
    }

    private static NamespaceValue Namespace(Rendering r, Value self, Arguments a)
    {
        var result = new NamespaceValue();
        foreach (var (key, value) in Dict(r, self, a).Entries) result.Set(r, Expect.Text(r, key, "an attribute's name"), value);
        return result;
    }

    private static Value RaiseException(Rendering r, Value self, Arguments a) =>
        throw r.Refuse(a.Bind(r, "raise_exception", 1, "message")[0]!.ToText(r));

    private static TextValue StrftimeNow(Rendering r, Value self, Arguments a)
    {
        var format = Expect.Text(r, a.Bind(r, "strftime_now", 1, "format")[0]!, "a time's format");
        var text = new TextBuilder(r);
        Strftime.Write(format, r.Clock.GetLocalNow(), text);
        return r.Text(text.ToString());
    }
}
