using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Orchestrator.Hosting.Settings;

/// <summary>Reads typed settings and refuses what does not fit with one clear line: the option, the value, and what is allowed.</summary>
public sealed class SettingReader(IConfiguration configuration, IReadOnlyList<Setting> settings)
{
    public string? Text(string key) => configuration[key] is { Length: > 0 } value ? value : null;

    /// <summary>A path, or null when the setting is not given. An empty one is refused: it is a variable that nobody has set.</summary>
    public string? Path(string key) => configuration[key] is "" ? throw Refuse(key, "", "a path, or left out") : Text(key);

    public bool Flag(string key) => Text(key) is { } value && (bool.TryParse(value, out var flag) ? flag : throw Refuse(key, value, "true or false"));

    public int Number(string key, int fallback, int min, int max)
    {
        if (Text(key) is not { } value) return fallback;
        return int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Refuse(key, value, $"a whole number from {min} to {max}");
    }

    public int? Number(string key, int min, int max) => Text(key) is null ? null : Number(key, min, min, max);

    public T Choice<T>(string key, T fallback) where T : struct, Enum
    {
        if (Text(key) is not { } value) return fallback;
        // Enum.TryParse would also take numbers and lists.
        return Array.Find(Enum.GetNames<T>(), n => n.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<T>(name)
            : throw Refuse(key, value, "one of " + string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant())));
    }

    public string OneOf(string key, string fallback, params string[] allowed)
    {
        var value = Text(key) ?? fallback;
        return allowed.Contains(value) ? value : throw Refuse(key, value, "one of " + string.Join(", ", allowed));
    }

    /// <summary>A length of time: "30", "30s", "500ms", "2m".</summary>
    public TimeSpan Duration(string key, TimeSpan fallback)
    {
        if (Text(key) is not { } value) return fallback;
        var digits = value.TrimEnd('m', 's', 'h');
        double? unit = value[digits.Length..] switch { "" or "s" => 1, "ms" => 0.001, "m" => 60, "h" => 3600, _ => null };
        return unit is { } seconds && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number * seconds is >= 0 and <= 1e6
            ? TimeSpan.FromSeconds(number * seconds)
            : throw Refuse(key, value, "a time such as 30, 500ms or 2m, 277h at most");
    }

    /// <summary>A size in bytes: "512M", "2GiB", "1.5g".</summary>
    public long? Bytes(string key)
    {
        if (Text(key) is not { } value) return null;
        var digits = value.TrimEnd('B', 'b', 'i', 'I', 'K', 'k', 'M', 'm', 'G', 'g', 'T', 't');
        var unit = value[digits.Length..].ToUpperInvariant() switch
        {
            "" or "B" => 1L,
            "K" or "KB" or "KIB" => 1L << 10,
            "M" or "MB" or "MIB" => 1L << 20,
            "G" or "GB" or "GIB" => 1L << 30,
            "T" or "TB" or "TIB" => 1L << 40,
            _ => 0L,
        };
        return unit > 0 && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number * unit is >= 1 and <= long.MaxValue / 2
            ? (long)(number * unit)
            : throw Refuse(key, value, "a size such as 512M or 2G");
    }

    /// <summary>The values of a repeated option, in order.</summary>
    public IReadOnlyList<string> List(string key) => [.. configuration.GetSection(key).GetChildren().Select(c => c.Value ?? "")];

    /// <summary>An error that names the option as the user knows it.</summary>
    public WrongUseException Refuse(string key, string value, string allowed) =>
        new($"{settings.FirstOrDefault(s => s.Key == key)?.Option ?? key} is '{value}'; it must be {allowed}");
}
