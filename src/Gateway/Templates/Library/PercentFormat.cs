using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>"%s of %d" % values: Python's older formatting. Supports s, r, d, i, u, f, F, x, X, o, c and %%.</summary>
internal static class PercentFormat
{
    public static TextValue Apply(Rendering r, string format, Value values)
    {
        var positional = values is TupleValue tuple ? tuple.Elements : [values];
        var result = new TextBuilder(r);
        var used = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }
            r.Spend(1);
            var spec = Read(r, format, ref i, out var name);
            if (spec.Type == '%') result.Append('%');
            else result.Append(spec.Apply(r, name is null ? Next() : Named(r, values, name)));
        }
        // What has entries may go unused: it might have been meant for names.
        if (used < positional.Count && values is not (DictValue or ListValue or RangeValue or UndefinedValue))
            throw r.Fail("not all arguments converted during string formatting");
        return r.Text(result.ToString());

        Value Next() => used < positional.Count ? positional[used++] : throw r.Fail("not enough arguments for format string");
    }

    /// <summary>Reads "%(name)-08.3f"; leaves <paramref name="at"/> on its last letter.</summary>
    private static FormatSpec Read(Rendering r, string format, ref int at, out string? name)
    {
        name = null;
        var i = at + 1;
        if (i < format.Length && format[i] == '(')
        {
            var close = format.IndexOf(')', i);
            if (close < 0) throw r.Fail("incomplete format key");
            name = format[(i + 1)..close];
            i = close + 1;
        }
        var (align, sign, zero, alternate) = ('>', '-', false, false);
        for (; i < format.Length && format[i] is '-' or '+' or ' ' or '0' or '#'; i++)
        {
            if (format[i] == '-') align = '<';
            else if (format[i] == '0') zero = true;
            else if (format[i] == '#') alternate = true;
            else if (sign != '+') sign = format[i];
        }
        var width = FormatSpec.Number(r, format, ref i) ?? 0;
        int? precision = null;
        if (i < format.Length && format[i] == '.')
        {
            i++;
            precision = FormatSpec.Number(r, format, ref i) ?? 0;
        }
        if (i >= format.Length) throw r.Fail("incomplete format");
        at = i;
        var type = format[i] is 'i' or 'u' ? 'd' : format[i];
        if (type is not ('s' or 'r' or 'd' or 'f' or 'F' or 'x' or 'X' or 'o' or 'c' or '%')) throw r.Fail($"the format '%{format[i]}' is not supported");
        var isNumber = type is 'd' or 'f' or 'F' or 'x' or 'X' or 'o';
        var filled = zero && isNumber && align != '<';
        return new FormatSpec(filled ? '0' : ' ', filled ? '=' : align, sign, alternate, width, Grouping: null, precision, type) { IsOldStyle = true };
    }

    private static Value Named(Rendering r, Value values, string name) =>
        (values is DictValue dict ? dict.Get(r, new TextValue(name)) : throw r.Fail("a format with names needs a dictionary"))
        ?? throw r.Fail($"the format names '{name}', which is not given");
}
