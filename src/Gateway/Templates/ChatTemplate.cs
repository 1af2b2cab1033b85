using System.Text.Json;
using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Syntax;

namespace Orchestrator.Gateway.Templates;

/// <summary>
/// A model's chat template, in Jinja as Hugging Face's tokenizers run it (trim_blocks, lstrip_blocks, loop controls, generation blocks). Parsed once,
/// rendered by many threads at once.
/// </summary>
/// <remarks>
/// Differs from Python's Jinja2 where a template cannot tell or should not care: lists may be changed (Hugging Face's sandbox forbids it), text that is escaped or
/// marked safe is plain text, the printed form of a value that holds itself is an error, and a name of the input that the template sets further down is visible to
/// the blocks and macros above (Jinja hides it from them). from_json is added. Other files (include, import, extends), autoescape and do are refused.
/// </remarks>
public sealed class ChatTemplate
{
    private readonly Block _body;
    private readonly TemplateLimits _limits;
    private readonly Lazy<bool> _readsContentParts;

    private ChatTemplate(Block body, TemplateLimits limits)
    {
        (_body, _limits) = (body, limits);
        _readsContentParts = new Lazy<bool>(ProbeContentParts);
    }

    /// <summary>Whether the template understands content given as a list of parts; tried out once, with a short conversation.</summary>
    public bool ReadsContentParts => _readsContentParts.Value;

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="limits">What it may cost to parse and to render; the defaults suit models' templates.</param>
    /// <exception cref="TemplateException">A syntax error, or something that is not supported, with its line.</exception>
    public static ChatTemplate Parse(string source, TemplateLimits? limits = null)
    {
        limits ??= new TemplateLimits();
        return new ChatTemplate(StatementParser.Parse(source, limits), limits);
    }

    /// <summary>The prompt's text for a conversation.</summary>
    /// <param name="input">Messages, tools and variables.</param>
    /// <param name="clock">What strftime_now reads, in its local time zone.</param>
    /// <exception cref="TemplateRefusedException">The template calls raise_exception, or the input cannot be given to it.</exception>
    /// <exception cref="TemplateLimitException">The rendering became too expensive.</exception>
    /// <exception cref="TemplateException">The template does something with the input that fails, as adding a list to a string.</exception>
    public string Render(ChatTemplateInput input, TimeProvider clock)
    {
        if (!input.AdaptToTemplate) return Render(input, clock, Adaptation.None);
        var adaptation = new Adaptation(ArgumentsAsObjects: true, JoinTextParts: !ReadsContentParts);
        try
        {
            return Render(input, clock, adaptation);
        }
        catch (TemplateException e) when (e is not (TemplateRefusedException or TemplateLimitException) && CallsTools(input))
        {
            // Some templates (DeepSeek R1's) add the arguments to a string and fail with an object.
            try
            {
                return Render(input, clock, adaptation with { ArgumentsAsObjects = false });
            }
            catch (TemplateException)
            {
                throw e;
            }
        }
    }

    private string Render(ChatTemplateInput input, TimeProvider clock, Adaptation adaptation)
    {
        var rendering = new Rendering(_limits, clock);
        try
        {
            var output = new TextBuilder(rendering);
            _body.Run(Conversation.Variables(rendering, input, adaptation), output);
            return output.ToString();
        }
        catch (InsufficientExecutionStackException)
        {
            // From the comparer of dictionary keys, which knows no rendering.
            throw new TemplateLimitException("a key is nested too deeply for the stack", rendering.Line);
        }
    }

    private static bool CallsTools(ChatTemplateInput input) =>
        input.Messages.ValueKind == JsonValueKind.Array
        && input.Messages.EnumerateArray().Any(message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("tool_calls", out _));

    private bool ProbeContentParts()
    {
        const string needle = "needle-5af1";
        var messages = JsonSerializer.SerializeToElement(new[] { new { role = "user", content = new[] { new { type = "text", text = needle } } } });
        try
        {
            var text = Render(new ChatTemplateInput { Messages = messages }, TimeProvider.System, Adaptation.None);
            // A template that takes content for a string prints the list itself.
            return text.Contains(needle, StringComparison.Ordinal)
                && !text.Contains("'type'", StringComparison.Ordinal) && !text.Contains("\"type\"", StringComparison.Ordinal);
        }
        catch (TemplateException)
        {
            return false;
        }
    }
}
