using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Fields that OpenAI or vLLM know and that would change the answer, but that nothing here carries out. Ignoring them would be a wrong answer with status 200.</summary>
internal static class UnsupportedFields
{
    // With each the value that asks for nothing, which clients send as a default; null is harmless always.
    private static readonly ImmutableArray<(string Name, JsonElement Harmless)> s_both = Table(
        ("use_beam_search", "false"), ("length_penalty", "1"), ("prompt_logprobs", "null"), ("logits_processors", "[]"),
        ("allowed_token_ids", "[]"), ("bad_words", "[]"), ("truncate_prompt_tokens", "null"),
        ("guided_json", "null"), ("guided_regex", "null"), ("guided_choice", "null"), ("guided_grammar", "null"),
        ("structured_outputs", "null"), ("return_token_ids", "false"), ("return_tokens_as_token_ids", "false"),
        ("kv_transfer_params", "null"), ("moderation", "null"));

    private static readonly ImmutableArray<(string Name, JsonElement Harmless)> s_completion = Table(
        ("suffix", "\"\""), ("add_special_tokens", "true"));

    private static readonly ImmutableArray<(string Name, JsonElement Harmless)> s_chat = Table(
        ("functions", "[]"), ("function_call", "\"none\""), ("modalities", "[\"text\"]"), ("audio", "null"), ("prediction", "null"),
        ("web_search_options", "null"), ("store", "false"), ("parallel_tool_calls", "true"), ("echo", "false"),
        ("add_special_tokens", "false"), ("continue_final_message", "false"), ("chat_template", "null"), ("documents", "[]"),
        ("mm_processor_kwargs", "null"));

    public static void RefuseForChat(Field root)
    {
        Refuse(root, s_both);
        Refuse(root, s_chat);
    }

    public static void RefuseForCompletion(Field root)
    {
        Refuse(root, s_both);
        Refuse(root, s_completion);
        RefuseBestOf(root["best_of"], root["n"].Int(1, int.MaxValue) ?? 1);
    }

    // The best of more answers than are returned would have to be computed and thrown away.
    private static void RefuseBestOf(Field field, int choices)
    {
        if (field.Int(0, int.MaxValue) is { } best && best != choices)
            field.RefuseUnsupportedValue($"may only be 'n', which is {choices}, but is {best}");
    }

    private static void Refuse(Field root, ImmutableArray<(string Name, JsonElement Harmless)> table)
    {
        foreach (var (name, harmless) in table)
        {
            var field = root[name];
            if (!field.IsAbsent && !field.Is(harmless)) field.RefuseUnsupported();
        }
    }

    private static ImmutableArray<(string, JsonElement)> Table(params ReadOnlySpan<(string Name, string Harmless)> rows)
    {
        var table = ImmutableArray.CreateBuilder<(string, JsonElement)>(rows.Length);
        foreach (var (name, harmless) in rows) table.Add((name, JsonElement.Parse(harmless)));
        return table.MoveToImmutable();
    }
}
