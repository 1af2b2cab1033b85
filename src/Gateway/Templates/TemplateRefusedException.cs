namespace Orchestrator.Gateway.Templates;

/// <summary>The conversation does not suit the template: it called raise_exception, or the input cannot be given to it. The message is for the client as it is (HTTP 400).</summary>
public sealed class TemplateRefusedException(string message, int line) : TemplateException(message, line, verbatim: true);
