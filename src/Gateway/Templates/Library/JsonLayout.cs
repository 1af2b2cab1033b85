using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>How tojson writes, after the parameters of Python's json.dumps.</summary>
/// <param name="EnsureAscii">Escapes everything beyond ASCII; off for chat templates.</param>
/// <param name="Indent">What one level is indented by; null for one line.</param>
/// <param name="ItemSeparator">Between items; its trailing space goes where a line break follows.</param>
/// <param name="KeySeparator">Between key and value.</param>
/// <param name="SortKeys">Sorts each dictionary by its keys.</param>
internal sealed record JsonLayout(bool EnsureAscii, string? Indent, string ItemSeparator, string KeySeparator, bool SortKeys)
{
    /// <summary>From the arguments ensure_ascii, indent, separators and sort_keys.</summary>
    public static JsonLayout From(Rendering rendering, Value?[] bound)
    {
        var indent = bound[1] switch
        {
            null or NoneValue => null,
            TextValue text => text.Text,
            var width => new TextBuilder(rendering).Repeat(' ', Expect.Clamped(rendering, width, "indent")).ToString(),
        };
        var (item, key) = (indent is null ? ", " : ",", ": ");
        if (bound[2] is not (null or NoneValue))
        {
            if (bound[2] is not SequenceValue { Elements: [TextValue first, TextValue second] }) throw rendering.Fail("separators must be two strings");
            (item, key) = (first.Text, second.Text);
        }
        return new JsonLayout(Expect.Truth(bound[0]), indent, item, key, Expect.Truth(bound[3]));
    }
}
