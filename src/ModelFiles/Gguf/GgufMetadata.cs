namespace Orchestrator.ModelFiles.Gguf;

/// <summary>
/// The keys and values of a GGUF file. Every look-up gives null for a key that is absent and throws <see cref="ModelFileException"/>
/// for one of another kind; whoever wrote the file was free to choose the width and sign of integers, so those do not matter.
/// </summary>
public sealed class GgufMetadata
{
    private readonly string _path;
    // long (ulong only above long's range), double, bool, string, or an array of numbers, bools or strings.
    private readonly Dictionary<string, object> _values;

    private GgufMetadata(string path, Dictionary<string, object> values)
    {
        _path = path;
        _values = values;
    }

    public IReadOnlyCollection<string> Keys => _values.Keys;

    public bool Contains(string key) => _values.ContainsKey(key);

    public string? String(string key) => Find(key) switch { null => null, string text => text, var other => throw Wrong(key, other, "a string") };

    public long? Integer(string key) => Find(key) switch { null => null, long number => number, var other => throw Wrong(key, other, "an integer") };

    public double? Float(string key) => Find(key) switch { null => null, double number => number, long number => number, var other => throw Wrong(key, other, "a number") };

    public bool? Bool(string key) => Find(key) switch { null => null, bool flag => flag, var other => throw Wrong(key, other, "true or false") };

    /// <summary>The array itself, not a copy.</summary>
    public string[]? Strings(string key) => Find(key) switch { null => null, string[] texts => texts, var other => throw Wrong(key, other, "an array of strings") };

    public float[]? Floats(string key) => Find(key) switch
    {
        null => null,
        float[] numbers => numbers,
        double[] numbers => Array.ConvertAll(numbers, number => (float)number),
        var other => throw Wrong(key, other, "an array of floating-point numbers"),
    };

    public int[]? Integers(string key) => Find(key) switch
    {
        null => null,
        // The runtime lets an array of uint pass for one of int; the type test must not.
        { } value when value.GetType() == typeof(int[]) => (int[])value,
        Array { Rank: 1 } numbers and not (string[] or float[] or double[] or bool[]) => Narrow(key, numbers),
        var other => throw Wrong(key, other, "an array of integers"),
    };

    /// <summary>How many elements the array has; null for an absent key.</summary>
    public int? Count(string key) => Find(key) switch { null => null, Array array => array.Length, var other => throw Wrong(key, other, "an array") };

    internal bool IsArray(string key) => Find(key) is Array;

    internal static GgufMetadata Read(string path, GgufCursor cursor, ulong count)
    {
        var values = new Dictionary<string, object>();
        for (ulong i = 0; i < count; i++)
        {
            cursor.Subject = null;
            var key = cursor.String("a metadata key");
            cursor.Subject = ("metadata key", key);
            if (!values.TryAdd(key, GgufValue.Read(cursor))) throw cursor.Error("there twice");
        }
        return new GgufMetadata(path, values);
    }

    private object? Find(string key) => _values.GetValueOrDefault(key);

    private int[] Narrow(string key, Array numbers)
    {
        var narrow = new int[numbers.Length];
        for (var i = 0; i < narrow.Length; i++)
        {
            var number = Convert.ToDecimal(numbers.GetValue(i));
            if (number is < int.MinValue or > int.MaxValue) throw new ModelFileException($"{_path}: element {i} of {key} is {number}, beyond 32 bits");
            narrow[i] = (int)number;
        }
        return narrow;
    }

    private ModelFileException Wrong(string key, object found, string expected)
    {
        var what = found switch
        {
            ulong number => $"the integer {number}",
            long number => $"the integer {number}",
            double number => $"the number {number}",
            bool => "true or false",
            string text => $"the string {Quoted.Text(text)}",
            Array array => $"an array of {array.Length:N0} elements",
            _ => found.GetType().Name,
        };
        return new ModelFileException($"{_path}: metadata key {Quoted.Text(key)} should be {expected} but is {what}");
    }
}
