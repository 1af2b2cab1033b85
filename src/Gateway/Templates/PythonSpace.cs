namespace Orchestrator.Gateway.Templates;

/// <summary>What Python calls white space, which is what the templates' authors saw stripped.</summary>
internal static class PythonSpace
{
    // .NET does not count the four information separators, Python does.
    public static bool Is(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';

    public static bool IsLineBreak(char c) =>
        c is '\n' or '\r' or '\v' or '\f' or >= '\u001c' and <= '\u001e' or '\u0085' or '\u2028' or '\u2029';
}
