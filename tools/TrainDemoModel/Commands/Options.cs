using System.Globalization;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>--name value pairs, and switches without a value; each may be asked for once, and what nobody asks for is an error.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="ArgumentException"/> for what is no option or comes twice.</summary>
    public Options(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (!name.StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException($"\"{name}\" is no option");
            var value = i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++i] : "";
            if (!_given.TryAdd(name[2..], value)) throw new ArgumentException($"{name} is given twice");
        }
    }

    public string Text(string name, string otherwise) => _given.Remove(name, out var value) ? value : otherwise;

    public bool Switch(string name) => _given.Remove(name);

    public double Number(string name, double otherwise) => !_given.Remove(name, out var value) ? otherwise
        : double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : throw new ArgumentException($"--{name} is \"{value}\", not a number of at least 0");

    public int Count(string name, int otherwise)
    {
        var number = Number(name, otherwise);
        return number is >= 1 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : throw new ArgumentException($"--{name} is {number}, not a whole number of at least 1");
    }

    /// <summary>Throws <see cref="ArgumentException"/> for options that nobody has asked for.</summary>
    public void End()
    {
        if (_given.Count > 0) throw new ArgumentException($"there is no option --{_given.Keys.First()} here");
    }
}
