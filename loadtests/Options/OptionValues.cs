using System.Globalization;

namespace Orchestrator.LoadTests.Options;

/// <summary>The options of one command line, each "--name value" or "--name=value", and the defaults of those that were not given.</summary>
internal sealed class OptionValues
{
    private readonly Dictionary<string, string> _values;

    private OptionValues(Dictionary<string, string> values) => _values = values;

    /// <summary>Throws <see cref="WrongUseException"/> for a word that is no known option, an option without a value, or one given twice.</summary>
    public static OptionValues Parse(IReadOnlyList<OptionSpec> known, ReadOnlySpan<string> words)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i++)
        {
            var (name, value) = words[i].IndexOf('=') is var at && at > 0 && words[i].StartsWith("--", StringComparison.Ordinal) ? (words[i][..at], words[i][(at + 1)..]) : (words[i], null);
            if (!known.Any(spec => spec.Name == name)) throw new WrongUseException($"'{words[i]}' is no option here");
            value ??= i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal) ? words[++i] : throw new WrongUseException($"{name} needs a value");
            if (!given.TryAdd(name, value)) throw new WrongUseException($"{name} is given twice: {given[name]} and {value}");
        }
        foreach (var spec in known) given.TryAdd(spec.Name, spec.Default);
        return new OptionValues(given);
    }

    /// <summary>Null where it was not given and has no default.</summary>
    public string? Text(string name) => _values[name] is { Length: > 0 } text ? text : null;

    /// <summary>A number from <paramref name="least"/>, itself included, to <paramref name="most"/>.</summary>
    public double Number(string name, double least, double most = 1e9) =>
        double.TryParse(_values[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new WrongUseException($"{name} {_values[name]} is no number from {Say(least)} to {Say(most)}");

    /// <summary>A number above 0.</summary>
    public double Positive(string name) => Number(name, 0) is > 0 and var value ? value : throw new WrongUseException($"{name} {_values[name]} is not above 0");

    public int Whole(string name, int least, int most = 100_000_000) =>
        int.TryParse(_values[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new WrongUseException($"{name} {_values[name]} is no whole number from {least} to {most}");

    /// <summary>At least <paramref name="least"/> tokens.</summary>
    public TokenRange Range(string name, int least) =>
        TokenRange.TryParse(_values[name], out var range) && range.Least >= least
            ? range
            : throw new WrongUseException($"{name} {_values[name]} is neither a whole number nor a range LEAST-MOST, from {least}");

    /// <summary>One of the names of <typeparamref name="T"/>, in lower case.</summary>
    public T Choice<T>(string name) where T : struct, Enum =>
        Enum.GetValues<T>().Where(value => Say(value) == _values[name]).Select(value => (T?)value).FirstOrDefault()
            ?? throw new WrongUseException($"{name} {_values[name]} is none of {string.Join(", ", Enum.GetValues<T>().Select(Say))}");

    private static string Say<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Say(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
