using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>"{} of {total:d}".format(...): Python's newer formatting, without fields inside format specifications.</summary>
internal static class BraceFormat
{
    public static string Apply(Rendering r, string format, Arguments arguments)
    {
        var result = new TextBuilder(r);
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                result.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var close = format.IndexOf('}', i);
                if (close < 0) throw r.Fail("expected '}' before end of string");
                Field(r, format[(i + 1)..close], arguments, ref next, result);
                i = close;
            }
            else if (c == '}') throw r.Fail("single '}' encountered in format string");
            else result.Append(c);
        }
        return result.ToString();
    }

    private static void Field(Rendering r, string field, Arguments arguments, ref int next, TextBuilder result)
    {
        r.Spend(1);
        if (field.Contains('{')) throw r.Fail("fields inside a format specification are not supported");
        var colon = field.IndexOf(':');
        var spec = colon < 0 ? "" : field[(colon + 1)..];
        var name = colon < 0 ? field : field[..colon];
        var mark = name.IndexOf('!');
        var conversion = mark < 0 ? "" : name[(mark + 1)..];
        if (mark >= 0) name = name[..mark];
        var value = Find(r, name, arguments, ref next);
        if (conversion == "r")
        {
            var repr = new TextBuilder(r);
            value.WriteRepr(r, repr);
            value = r.Text(repr.ToString());
        }
        else if (conversion == "s") value = r.Text(value.ToText(r));
        else if (conversion.Length > 0) throw r.Fail($"the conversion '!{conversion}' is not supported");
        result.Append(FormatSpec.Parse(r, spec).Apply(r, value));
    }

    /// <summary>"", "0", "name", each with ".attribute" and "[key]" behind it.</summary>
    private static Value Find(Rendering r, string name, Arguments arguments, ref int next)
    {
        var end = name.AsSpan().IndexOfAny('.', '[');
        var first = end < 0 ? name : name[..end];
        var position = first.Length == 0 ? next++ : int.TryParse(first, out var given) ? given : -1;
        Value value;
        if (position >= 0) value = position < arguments.Positional.Count ? arguments.Positional[position] : throw r.Fail($"format has no argument {position}");
        else if (!arguments.Named.TryGetValue(first, out value!)) throw r.Fail($"format has no argument '{first}'");
        for (var at = end; at >= 0 && at < name.Length;)
        {
            var isItem = name[at] == '[';
            var stop = isItem ? name.IndexOf(']', at) : name.AsSpan(at + 1).IndexOfAny('.', '[') is var found and >= 0 ? at + 1 + found : name.Length;
            if (stop < 0) throw r.Fail("missing ']' in format string");
            var key = name[(at + 1)..stop];
            value = !isItem ? Lookup.Attribute(r, value, new TextValue(key))
                : Lookup.Item(r, value, int.TryParse(key, out var index) ? new IntegerValue(index) : new TextValue(key));
            at = isItem ? stop + 1 : stop;
        }
        return value;
    }
}
