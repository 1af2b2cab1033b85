using System.Text;
using System.Text.Json;

namespace Orchestrator.Tools.TrainDemoModel.Corpus;

/// <summary>
/// How a chat is written for the model: ChatML, tools in the form that Nous Research's Hermes models use. <see cref="Template"/> is the same in Jinja, for the file;
/// a test holds the two together.
/// </summary>
public static class ChatMarkup
{
    public const string Start = "<|im_start|>", End = "<|im_end|>";

    private const string ToolsBefore = "You may call one of these tools.\n<tools>\n";
    private const string ToolsAfter = "</tools>\nTo call one, answer with its last line, filled in, between <tool_call> and </tool_call>.";

    /// <summary>The chat template of the file. Knows system, user, assistant (also with tool_calls) and tool messages.</summary>
    public static string Template { get; } =
        """
        {%- set ns = namespace(first=messages) -%}
        {%- if tools -%}
            {{- '<|im_start|>system\n' -}}
            {%- if messages and messages[0].role == 'system' -%}
                {{- messages[0].content + '\n\n' -}}
                {%- set ns.first = messages[1:] -%}
            {%- endif -%}
            {{- 'BEFORE' -}}
            {%- for tool in tools -%}
                {%- set function = tool.function if tool.function else tool -%}
                {%- set parameters = function.parameters.properties if function.parameters and function.parameters.properties else {} -%}
                {%- if function.description -%}{{- function.description + '\n' -}}{%- endif -%}
                {%- for name in parameters -%}{{- name + ': ' + parameters[name] | tojson + '\n' -}}{%- endfor -%}
                {{- '{"name": "' + function.name + '", "arguments": {' -}}
                {%- for name in parameters -%}{{- '"' + name + '": ...' + ('' if loop.last else ', ') -}}{%- endfor -%}
                {{- '}}\n' -}}
            {%- endfor -%}
            {{- 'AFTER<|im_end|>\n' -}}
        {%- endif -%}
        {%- for message in ns.first -%}
            {{- '<|im_start|>' + message.role + '\n' -}}
            {%- if message.role == 'tool' -%}
                {{- '<tool_response>\n' + message.content + '\n</tool_response>' -}}
            {%- else -%}
                {%- if message.content -%}{{- message.content -}}{%- endif -%}
                {%- if message.tool_calls -%}
                    {%- for call in message.tool_calls -%}
                        {%- set function = call.function if call.function else call -%}
                        {{- '<tool_call>\n{"name": "' + function.name + '", "arguments": ' -}}
                        {%- if function.arguments is string -%}{{- function.arguments -}}{%- else -%}{{- function.arguments | tojson -}}{%- endif -%}
                        {{- '}\n</tool_call>' -}}
                    {%- endfor -%}
                {%- endif -%}
            {%- endif -%}
            {{- '<|im_end|>\n' -}}
        {%- endfor -%}
        {%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n' -}}{%- endif -%}
        """.Replace("BEFORE", Quoted(ToolsBefore)).Replace("AFTER", Quoted(ToolsAfter));

    /// <summary>The chat as pieces of text, each with whether the model is to learn to write it.</summary>
    public static IEnumerable<(string Text, bool Learnt)> Pieces(Conversation chat)
    {
        if (Instruction(chat) is { } instruction) yield return ($"{Start}system\n{instruction}{End}\n", false);
        foreach (var turn in chat.Turns)
        {
            yield return (Before(turn.Role), false);
            if (turn.Role == Role.Assistant)
            {
                yield return (turn.Text + End, true);
                yield return ("\n", false);
            }
            else
            {
                yield return ((turn.Role == Role.Tool ? $"<tool_response>\n{turn.Text}\n</tool_response>" : turn.Text) + End + "\n", false);
            }
        }
    }

    /// <summary>The chat up to where the assistant's next answer begins.</summary>
    public static string Prompt(Conversation chat)
    {
        var text = new StringBuilder();
        foreach (var piece in Pieces(chat)) text.Append(piece.Text);
        return text.Append(Before(Role.Assistant)).ToString();
    }

    private static string Before(Role role) => $"{Start}{role.ToString().ToLowerInvariant()}\n";

    private static string? Instruction(Conversation chat)
    {
        if (chat.Tools.Count == 0) return chat.Instruction;
        var text = new StringBuilder(chat.Instruction is { } instruction ? instruction + "\n\n" : "").Append(ToolsBefore);
        foreach (var tool in chat.Tools) AppendTool(text, tool);
        return text.Append(ToolsAfter).ToString();
    }

    // What it is for, what it takes, and last how it is called: whoever has read the rest copies that.
    private static void AppendTool(StringBuilder text, string json)
    {
        using var tool = JsonDocument.Parse(json);
        var function = tool.RootElement.GetProperty("function");
        if (function.TryGetProperty("description", out var about)) text.Append(about.GetString()).Append('\n');
        var parameters = function.GetProperty("parameters").GetProperty("properties").EnumerateObject().ToList();
        foreach (var parameter in parameters) text.Append(parameter.Name).Append(": ").Append(parameter.Value.GetRawText()).Append('\n');
        text.Append("{\"name\": \"").Append(function.GetProperty("name").GetString()).Append("\", \"arguments\": {")
            .AppendJoin(", ", parameters.Select(parameter => $"\"{parameter.Name}\": ...")).Append("}}\n");
    }

    private static string Quoted(string text) => text.Replace("\n", "\\n");
}
