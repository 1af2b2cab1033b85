using Xunit;

namespace Orchestrator.Unit.OpenAi;

/// <summary>Completion bodies that are refused, and how: body, code, param.</summary>
internal static class BadCompletions
{
    public static readonly TheoryData<string, string, string?> Rows = new()
    {
        { "{}", "missing_required_parameter", "model" },
        { """{"model":"m"}""", "missing_required_parameter", "prompt" },
        { Prompt("null"), "missing_required_parameter", "prompt" },
        { Prompt("7"), "invalid_type", "prompt" },
        { Prompt("{}"), "invalid_type", "prompt" },
        { Prompt("[]"), "empty_array", "prompt" },
        { Prompt("[null]"), "invalid_type", "prompt[0]" },
        { Prompt("[true]"), "invalid_type", "prompt[0]" },
        { Prompt("[[]]"), "empty_array", "prompt[0]" },
        { Prompt("[\"a\",1]"), "invalid_type", "prompt[1]" },
        { Prompt("[1,\"a\"]"), "invalid_type", "prompt[1]" },
        { Prompt("[1,null]"), "invalid_type", "prompt[1]" },
        { Prompt("[1,[2]]"), "invalid_type", "prompt[1]" },
        { Prompt("[[1],2]"), "invalid_type", "prompt[1]" },
        { Prompt("[[1],[\"a\"]]"), "invalid_type", "prompt[1][0]" },
        { Prompt("[1,-2]"), "integer_below_min_value", "prompt[1]" },
        { Prompt("[1,2147483648]"), "integer_above_max_value", "prompt[1]" },
        { Prompt("[1,2.5]"), "invalid_type", "prompt[1]" },
        { Prompt("[[1],[2,1e400]]"), "integer_above_max_value", "prompt[1][1]" },
        { Prompt("\"half \\ud83d\""), "invalid_value", "prompt" },
        { Prompt($"[{string.Join(',', Enumerable.Repeat("\"a\"", 1025))}]"), "array_above_max_length", "prompt" },
        { Prompt($"[{string.Join(',', Enumerable.Repeat("[1]", 1025))}]"), "array_above_max_length", "prompt" },
        { Prompt($"[{string.Join(',', Enumerable.Repeat("\"a\"", 9))}],\"n\":128"), "invalid_value", "n" },
        { Door.CompletionBody("\"suffix\":\"end\""), "unsupported_parameter", "suffix" },
        { Door.CompletionBody("\"best_of\":2"), "unsupported_value", "best_of" },
        { Door.CompletionBody("\"best_of\":3,\"n\":2"), "unsupported_value", "best_of" },
        { Door.CompletionBody("\"best_of\":\"3\""), "invalid_type", "best_of" },
        { Door.CompletionBody("\"logprobs\":6"), "integer_above_max_value", "logprobs" },
        { Door.CompletionBody("\"logprobs\":-1"), "integer_below_min_value", "logprobs" },
        { Door.CompletionBody("\"logprobs\":true"), "invalid_type", "logprobs" },
        { Door.CompletionBody("\"echo\":1"), "invalid_type", "echo" },
        { Door.CompletionBody("\"echo\":true,\"logprobs\":0"), "unsupported_value", "echo" },
        { Door.CompletionBody("\"add_special_tokens\":false"), "unsupported_parameter", "add_special_tokens" },
        { Door.CompletionBody("\"min_tokens\":17"), "invalid_value", "min_tokens" },
    };

    private static string Prompt(string prompt) => $$"""{"model":"m","prompt":{{prompt}}}""";
}
