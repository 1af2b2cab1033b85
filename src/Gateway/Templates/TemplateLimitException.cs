namespace Orchestrator.Gateway.Templates;

/// <summary>Parsing or rendering went past one of the <see cref="TemplateLimits"/>; the message names the limit and its value.</summary>
public sealed class TemplateLimitException(string message, int line) : TemplateException(message, line);
