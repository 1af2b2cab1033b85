namespace Orchestrator.Gateway.OpenAi.Errors;

/// <summary>Every refusal that points at one field of a request: all are status 400, with OpenAI's codes and the field's path as param.</summary>
public static class FieldRefusals
{
    public static OpenAiError Missing(string param) => Bad("missing_required_parameter", param, $"'{param}' is required");

    /// <summary><paramref name="expected"/> comes with its article ("a number"), <paramref name="found"/> from <see cref="Excerpt"/>.</summary>
    public static OpenAiError WrongType(string param, string expected, string found) =>
        Bad("invalid_type", param, $"'{param}' must be {expected}, but is {found}");

    public static OpenAiError IntegerOutside(string param, long least, long most, string found, bool above) =>
        Bad(above ? "integer_above_max_value" : "integer_below_min_value", param, $"'{param}' must be an integer from {least} to {most}, but is {found}");

    /// <summary><paramref name="range"/> is in words: "between 0 and 2".</summary>
    public static OpenAiError NumberOutside(string param, string range, string found, bool above) =>
        Bad(above ? "decimal_above_max_value" : "decimal_below_min_value", param, $"'{param}' must be {range}, but is {found}");

    public static OpenAiError TextTooLong(string param, int limit, int length) =>
        Bad("string_above_max_length", param, $"'{param}' may have {limit} characters, but has {length}");

    public static OpenAiError EmptyText(string param) => Bad("empty_string", param, $"'{param}' must not be empty");

    public static OpenAiError EmptyArray(string param) => Bad("empty_array", param, $"'{param}' must have at least one item");

    public static OpenAiError TooManyItems(string param, int limit, int count) =>
        Bad("array_above_max_length", param, $"'{param}' may have {limit} items, but has {count}");

    public static OpenAiError TooManyKeys(string param, int limit) =>
        Bad("object_above_max_properties", param.Length == 0 ? null : param, $"{(param.Length == 0 ? "the body" : $"'{param}'")} may have {limit} keys, but has more");

    public static OpenAiError Duplicate(string param) => Bad("duplicate_parameter", param, $"'{param}' is given twice");

    public static OpenAiError BrokenText(string param) =>
        Bad("invalid_value", param.Length == 0 ? null : param, $"{(param.Length == 0 ? "a name" : $"'{param}'")} has an escape for half of a surrogate pair, which is no character");

    public static OpenAiError NotOneOf(string param, string allowed, string found) =>
        Bad("invalid_value", param, $"'{param}' must be one of {allowed}, but is {found}");

    /// <summary>A value that is wrong for a reason of its own, which ends the sentence: "is already taken".</summary>
    public static OpenAiError Invalid(string param, string reason) => Bad("invalid_value", param, $"'{param}' {reason}");

    /// <summary>A field that OpenAI or vLLM know and this server does not.</summary>
    public static OpenAiError Unsupported(string param) => Bad("unsupported_parameter", param, $"'{param}' is not supported");

    /// <summary>A value that OpenAI or vLLM take and this server does not; <paramref name="reason"/> ends the sentence, as in "may only be 1".</summary>
    public static OpenAiError UnsupportedValue(string param, string reason) => Bad("unsupported_value", param, $"'{param}' {reason}");

    internal static OpenAiError Bad(string code, string? param, string message) =>
        new(StatusCodes.Status400BadRequest, Refusals.InvalidRequest, code, param, message);
}
