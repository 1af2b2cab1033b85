namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Python's None, JSON's null.</summary>
internal sealed class NoneValue : Value
{
    private NoneValue() { }

    public static NoneValue Instance { get; } = new();

    public override string TypeName => "NoneType";

    public override bool IsTrue => false;

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append("None");
}
