using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Writes values as Python's json.dumps does.</summary>
internal sealed class JsonText(Rendering rendering, TextBuilder to, JsonLayout layout)
{
    private int _level;

    public void Write(Value value)
    {
        rendering.Spend(1);
        switch (value)
        {
            case TextValue text: JsonString.Write(text.Text, layout.EnsureAscii, to); break;
            case DictValue dict: Group<KeyValuePair<Value, Value>>('{', '}', layout.SortKeys ? Sorted(dict) : dict.Entries, Entry); break;
            case SequenceValue sequence: Group('[', ']', sequence.Elements, Write); break;
            case NoneValue or BooleanValue or IntegerValue or FloatValue: to.Append(Scalar(value)); break;
            default: throw rendering.Fail(value is UndefinedValue undefined ? $"tojson: {undefined.Message}" : $"tojson: '{value.TypeName}' is not JSON serializable");
        }
    }

    private void Group<T>(char open, char close, IReadOnlyCollection<T> items, Action<T> write)
    {
        to.Append(open);
        if (items.Count > 0)
        {
            rendering.Enter();
            _level++;
            var isFirst = true;
            foreach (var item in items)
            {
                if (!isFirst) to.Append(layout.ItemSeparator);
                isFirst = false;
                Break();
                write(item);
            }
            _level--;
            rendering.Leave();
            Break();
        }
        to.Append(close);
    }

    private void Break()
    {
        if (layout.Indent is null) return;
        to.Append('\n');
        for (var i = 0; i < _level; i++) to.Append(layout.Indent);
    }

    private void Entry(KeyValuePair<Value, Value> entry)
    {
        if (entry.Key is not (TextValue or NoneValue or BooleanValue or IntegerValue or FloatValue))
            throw rendering.Fail($"tojson: a key must be a string or a number, not '{entry.Key.TypeName}'");
        JsonString.Write(entry.Key is TextValue text ? text.Text : Scalar(entry.Key), layout.EnsureAscii, to);
        to.Append(layout.KeySeparator);
        Write(entry.Value);
    }

    private KeyValuePair<Value, Value>[] Sorted(DictValue dict)
    {
        var entries = dict.Entries.ToList();
        return [.. Ordering.Sort(rendering, entries.ConvertAll(entry => entry.Key), reverse: false).Select(at => entries[at])];
    }

    private string Scalar(Value value) => value switch
    {
        NoneValue => "null",
        BooleanValue boolean => boolean.IsTrue ? "true" : "false",
        FloatValue { Number: double.NaN } => "NaN",
        FloatValue { Number: double.PositiveInfinity } => "Infinity",
        FloatValue { Number: double.NegativeInfinity } => "-Infinity",
        _ => value.ToText(rendering),
    };
}
