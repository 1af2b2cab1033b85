namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>A part of the template that writes output or changes names.</summary>
internal abstract class Statement(int line)
{
    public int Line { get; } = line;

    public abstract Flow Run(Scope scope, TextBuilder output);
}
