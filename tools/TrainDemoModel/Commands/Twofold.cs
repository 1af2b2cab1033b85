using System.Text;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>Writes what it is given to two places.</summary>
internal sealed class Twofold(TextWriter first, TextWriter second) : TextWriter
{
    public override Encoding Encoding => first.Encoding;

    public override void Write(char value)
    {
        first.Write(value);
        second.Write(value);
    }

    public override void WriteLine(string? value)
    {
        first.WriteLine(value);
        second.WriteLine(value);
    }
}
