using System.Diagnostics.CodeAnalysis;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>What came of reading input: a value that cannot be wrong, or the refusal to answer with.</summary>
public sealed class Parsed<T> where T : notnull
{
    private readonly T? _value;

    private Parsed(T? value, OpenAiError? error) => (_value, Error) = (value, error);

    /// <summary>The refusal; null when there is a value.</summary>
    public OpenAiError? Error { get; }

    /// <summary>True with the value, false with the refusal.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out OpenAiError? error)
    {
        (value, error) = (_value, Error);
        return error is null;
    }

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(OpenAiError error) => new(default, error);
}
