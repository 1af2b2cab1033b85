using System.Globalization;

namespace Orchestrator.Bench;

/// <summary>The options of a command line, "--name value" each. Every one must be taken: what is left at <see cref="End"/> is an error.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="WrongUseException"/> for a word that is not an option, an option without a value, or one given twice.</summary>
    public static Arguments Parse(ReadOnlySpan<string> words)
    {
        var arguments = new Arguments();
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal)) throw new WrongUseException($"'{words[i]}' is not an option");
            if (i + 1 == words.Length) throw new WrongUseException($"{words[i]} needs a value");
            if (!arguments._values.TryAdd(words[i], words[i + 1])) throw new WrongUseException($"{words[i]} is given twice");
        }
        return arguments;
    }

    /// <summary>Takes an option's text, or null if it is not there.</summary>
    public string? Take(string name) => _values.Remove(name, out var value) ? value : null;

    /// <summary>Takes an option that must be there.</summary>
    public string TakeNeeded(string name) => Take(name) ?? throw new WrongUseException($"{name} is missing");

    /// <summary>Takes an option as a number or other value in invariant form, or <paramref name="fallback"/> if it is not there.</summary>
    public T Take<T>(string name, T fallback) where T : IParsable<T>
    {
        if (Take(name) is not { } text) return fallback;
        return T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw new WrongUseException($"{name} {text} is not {Kind<T>()}");
    }

    /// <summary>Throws <see cref="WrongUseException"/> where an option was given that nobody took.</summary>
    public void End()
    {
        if (_values.Count > 0) throw new WrongUseException($"unknown option {_values.Keys.Order(StringComparer.Ordinal).First()}");
    }

    private static string Kind<T>() => typeof(T) == typeof(bool) ? "true or false" : typeof(T) == typeof(float) || typeof(T) == typeof(double) ? "a number" : "a whole number in range";
}
