namespace Orchestrator.Gateway.Templates;

/// <summary>A chat template that cannot be parsed or rendered. The message is one line and starts with the template's line.</summary>
public class TemplateException : Exception
{
    public TemplateException(string message, int line, Exception? inner = null)
        : base($"chat template line {line}: {message.ReplaceLineEndings(" ")}", inner) => Line = line;

    /// <summary>An exception whose message is somebody else's and is kept as it is.</summary>
    protected TemplateException(string message, int line, bool verbatim) : base(verbatim ? message : message.ReplaceLineEndings(" ")) => Line = line;

    /// <summary>Line of the template, from 1.</summary>
    public int Line { get; }
}
