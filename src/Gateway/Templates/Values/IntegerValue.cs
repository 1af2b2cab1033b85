using System.Globalization;
using System.Numerics;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A whole number of any size, up to the bits that arithmetic may produce.</summary>
internal sealed class IntegerValue(BigInteger number) : Value
{
    public BigInteger Number { get; } = number;

    public override string TypeName => "int";

    public override bool IsTrue => !Number.IsZero;

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append(Number.ToString(CultureInfo.InvariantCulture));
}
