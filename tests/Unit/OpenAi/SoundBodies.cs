namespace Orchestrator.Unit.OpenAi;

/// <summary>Sound bodies that use nearly every field.</summary>
internal static class SoundBodies
{
    public const string Chat = """
        {
          "model": "tiny", "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "developer", "content": [{"type": "text", "text": "In English,"}, {"type": "text", "text": "please."}], "name": "app"},
            {"role": "user", "content": "What is 2 + 2? \ud83d\ude00", "name": "ann"},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{\"a\":2,\"b\":2}"}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "4"},
            {"role": "assistant", "refusal": "I would rather not."},
            {"role": "user", "content": "Please."}
          ],
          "tools": [{"type": "function", "function": {"name": "add", "description": "Adds.", "strict": false,
            "parameters": {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}, "required": ["a", "b"]}}}],
          "tool_choice": "auto", "response_format": {"type": "text"}, "modalities": ["text"], "parallel_tool_calls": true, "store": false,
          "chat_template_kwargs": {"enable_thinking": false}, "reasoning_effort": "low", "add_generation_prompt": true, "continue_final_message": false,
          "logprobs": true, "top_logprobs": 3, "max_completion_tokens": 64, "n": 2, "stop": ["\n\n", "END"], "stream": true,
          "stream_options": {"include_usage": true, "include_obfuscation": false}, "temperature": 0.7, "top_p": 0.9, "top_k": 40, "min_p": 0.05, "seed": -7,
          "presence_penalty": 0.5, "frequency_penalty": -0.5, "repetition_penalty": 1.1, "logit_bias": {"12": -100, "7": 2.5},
          "user": "u-1", "min_tokens": 2, "ignore_eos": true, "stop_token_ids": [5, 6, 5], "include_stop_str_in_output": true, "cache_salt": "salt",
          "priority": -3, "skip_special_tokens": false, "timeout": 12.5, "metadata": {"a": "b"}, "service_tier": "auto", "something_new": [1, {"x": null}]
        }
        """;

    public const string Completion = """
        {
          "model": "tiny", "prompt": [[1, 2, 3], [4.0, 5e0]], "suffix": null, "echo": false, "best_of": 2, "n": 2, "logprobs": 5, "max_tokens": 8,
          "stop": "END", "stream": false, "stream_options": null, "temperature": 0, "top_p": 1, "top_k": -1, "min_p": 0, "seed": 9223372036854775807,
          "presence_penalty": -2, "frequency_penalty": 2, "repetition_penalty": 1, "logit_bias": {}, "user": "u-1", "min_tokens": 0, "ignore_eos": false,
          "stop_token_ids": [], "cache_salt": null, "priority": 0, "skip_special_tokens": true, "use_beam_search": false, "length_penalty": 1.0
        }
        """;
}
