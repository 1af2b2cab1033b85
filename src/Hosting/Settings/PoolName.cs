namespace Orchestrator.Hosting.Settings;

/// <summary>What a pool may be called. Its name is the model's in requests, part of admin URLs, of worker ids and of grain keys, and an argument of its workers.</summary>
public static class PoolName
{
    private const int MaxLength = 100;

    /// <summary>The name, or a <see cref="WrongUseException"/> that says in one line why it cannot be one.</summary>
    public static string Check(string name) => WhyNot(name) is { } why
        ? throw new WrongUseException($"pool name '{string.Concat(name.Select(c => char.IsControl(c) ? '?' : c))}' {why}; --pool NAME=PATH chooses the name")
        : name;

    private static string? WhyNot(string name)
    {
        if (name.Contains('/')) return "must not contain '/'";
        if (name.Any(char.IsControl)) return "must not contain control characters";
        if (name.Length == 0 || !(char.IsLetterOrDigit(name, 0) || name[0] == '_')) return "must begin with a letter, a digit or '_'";
        if (char.IsWhiteSpace(name[^1])) return "must not end with a space";
        return name.Length > MaxLength ? $"has {name.Length} characters; {MaxLength} are allowed" : null;
    }
}
