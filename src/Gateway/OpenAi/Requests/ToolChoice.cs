namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Whether, and which, tools an answer must call.</summary>
public abstract record ToolChoice
{
    private ToolChoice()
    {
    }

    /// <summary>No tool is called.</summary>
    public sealed record None : ToolChoice;

    /// <summary>The model decides.</summary>
    public sealed record Auto : ToolChoice;

    /// <summary>Some tool is called.</summary>
    public sealed record Required : ToolChoice;

    /// <summary>This tool, which is among those offered, is called.</summary>
    public sealed record Named(string Name) : ToolChoice;
}
