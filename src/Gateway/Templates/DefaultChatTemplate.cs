namespace Orchestrator.Gateway.Templates;

/// <summary>
/// The template for models that bring none. Each message is a line "role: content", and the text ends in "assistant:" for the model to go on. Parts of a
/// message that are text are put together; other parts and tool calls are refused, since such a model has never seen any.
/// </summary>
public static class DefaultChatTemplate
{
    /// <summary>The template in Jinja.</summary>
    public const string Source =
        """
        {%- for message in messages %}
            {%- if message.tool_calls %}
                {{- raise_exception('this model has no chat template, so it cannot be given tool calls') }}
            {%- endif %}
            {{- message.role ~ ': ' }}
            {%- if message.content is string %}
                {{- message.content }}
            {%- elif message.content is not none %}
                {%- for part in message.content %}
                    {%- if part.type != 'text' %}
                        {{- raise_exception('this model has no chat template, so content must be text, not ' ~ part.type) }}
                    {%- endif %}
                    {{- part.text }}
                {%- endfor %}
            {%- endif %}
            {{- '\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- 'assistant:' }}
        {%- endif %}
        """;
}
