namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A double, printed as Python prints it.</summary>
internal sealed class FloatValue(double number) : Value
{
    public double Number { get; } = number;

    public override string TypeName => "float";

    public override bool IsTrue => Number != 0;

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append(FloatText.Repr(Number));
}
