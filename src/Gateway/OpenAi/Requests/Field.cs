using System.Text.Json;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>One place in a request, present or not, that is read as exactly one type. A value of another type or range goes to the verdict and reads as absent.</summary>
internal readonly partial struct Field
{
    private readonly JsonElement _value;
    private readonly Verdict _verdict;
    private readonly string _parent;
    private readonly string _name;
    private readonly int _index;

    /// <summary>The root of a body.</summary>
    public Field(JsonElement root, Verdict verdict) : this(root, verdict, "", "", -1)
    {
    }

    private Field(JsonElement value, Verdict verdict, string parent, string name, int index) =>
        (_value, _verdict, _parent, _name, _index) = (value, verdict, parent, name, index);

    /// <summary>As clients know it: <c>messages[2].content</c>. Built when asked for, because only errors need it.</summary>
    public string Path => _index >= 0 ? $"{_parent}[{_index}]" : _parent.Length == 0 ? _name : $"{_parent}.{_name}";

    /// <summary>Not there, or null, which every optional field takes for absent.</summary>
    public bool IsAbsent => _value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public JsonValueKind Kind => _value.ValueKind;

    /// <summary>The JSON itself, to be kept beyond the request's body.</summary>
    public JsonElement Copy() => _value.Clone();

    public bool Is(JsonElement other) => JsonElement.DeepEquals(_value, other);

    /// <summary>A key of an object; absent when there is none. The field must be an object.</summary>
    public Field this[string name] => new(_value.TryGetProperty(name, out var child) ? child : default, _verdict, Path, name, -1);

    public IEnumerable<Field> Items()
    {
        var path = Path;
        var index = 0;
        foreach (var item in _value.EnumerateArray()) yield return new(item, _verdict, path, "", index++);
    }

    /// <summary>The items of an array as integers from 0. Prompts have a hundred thousand of them, so only one that is wrong becomes a field.</summary>
    public int[] TokenIds()
    {
        var ids = new int[_value.GetArrayLength()];
        var index = 0;
        foreach (var item in _value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out ids[index]) || ids[index] < 0)
                ids[index] = new Field(item, _verdict, Path, "", index).RequiredInt(0, int.MaxValue);
            index++;
        }
        return ids;
    }

    public IEnumerable<(string Name, Field Value)> Keys()
    {
        var path = Path;
        foreach (var key in _value.EnumerateObject()) yield return (key.Name, new(key.Value, _verdict, path, Excerpt.OfName(key.Name), -1));
    }

    public bool IsObject()
    {
        if (_value.ValueKind == JsonValueKind.Object) return true;
        RefuseType("an object");
        return false;
    }

    /// <summary>As <see cref="IsObject"/>, but absent is refused.</summary>
    public bool IsRequiredObject()
    {
        if (!IsAbsent) return IsObject();
        RefuseAbsence("an object");
        return false;
    }

    /// <summary>True for an array of at least <paramref name="least"/> (0 or 1) and at most <paramref name="most"/> items.</summary>
    public bool IsArray(int least, int most, string of)
    {
        if (_value.ValueKind != JsonValueKind.Array)
        {
            RefuseType($"an array of {of}");
            return false;
        }
        var count = _value.GetArrayLength();
        if (count < least) _verdict.Refuse(FieldRefusals.EmptyArray(Path));
        else if (count > most) _verdict.Refuse(FieldRefusals.TooManyItems(Path, most, count));
        else return true;
        return false;
    }

    /// <summary>For a field that must be there. A null in an array is not missing, but of a wrong type.</summary>
    public void RefuseAbsence(string expected)
    {
        if (_index < 0) _verdict.Refuse(FieldRefusals.Missing(Path));
        else RefuseType(expected);
    }

    public void RefuseType(string expected) => _verdict.Refuse(FieldRefusals.WrongType(Path, expected, Excerpt.Of(_value)));

    /// <param name="reason">Ends the sentence "'path' ": "must be ...".</param>
    public void RefuseValue(string reason) => _verdict.Refuse(FieldRefusals.Invalid(Path, reason));

    /// <param name="allowed">The options, as a list in words.</param>
    public void RefuseOption(string allowed) => _verdict.Refuse(FieldRefusals.NotOneOf(Path, allowed, Excerpt.Of(_value)));

    public void RefuseUnsupported() => _verdict.Refuse(FieldRefusals.Unsupported(Path));

    /// <param name="reason">Ends the sentence "'path' ": "may only be ...".</param>
    public void RefuseUnsupportedValue(string reason) => _verdict.Refuse(FieldRefusals.UnsupportedValue(Path, reason));
}
