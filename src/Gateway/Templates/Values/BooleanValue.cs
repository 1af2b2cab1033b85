namespace Orchestrator.Gateway.Templates.Values;

/// <summary>True or False; in arithmetic 1 or 0.</summary>
internal sealed class BooleanValue : Value
{
    private BooleanValue(bool isTrue) => IsTrue = isTrue;

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public override string TypeName => "bool";

    public override bool IsTrue { get; }

    public static BooleanValue Of(bool value) => value ? True : False;

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append(IsTrue ? "True" : "False");
}
