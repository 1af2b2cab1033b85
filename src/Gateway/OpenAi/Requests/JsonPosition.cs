using System.Buffers;
using System.Text;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Says where, and at what, a JSON text is broken.</summary>
internal static class JsonPosition
{
    /// <param name="body">Valid UTF-8.</param>
    /// <param name="line">From 0.</param>
    /// <param name="column">Bytes into the line, from 0.</param>
    public static OpenAiError Describe(ReadOnlySpan<byte> body, long line, long column)
    {
        var rest = body;
        for (var skipped = 0L; skipped < line; skipped++)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0) break;
            rest = rest[(end + 1)..];
        }
        return Refusals.BadJson(line + 1, column + 1, Found(rest[(int)Math.Min(column, rest.Length)..]));
    }

    /// <summary>Bytes before the first sequence that is not UTF-8; the length when there is none.</summary>
    public static int FirstBrokenByte(ReadOnlySpan<byte> body)
    {
        var offset = 0;
        while (offset < body.Length && Rune.DecodeFromUtf8(body[offset..], out _, out var used) == OperationStatus.Done) offset += used;
        return offset;
    }

    private static string Found(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return "the end of the body, too early";
        // The reader may stop inside a character of several bytes; then only the byte is shown.
        return Rune.DecodeFromUtf8(rest, out var rune, out _) == OperationStatus.Done && !Rune.IsControl(rune)
            ? $"'{rune}', which does not belong there"
            : $"byte 0x{rest[0]:x2}, which does not belong there";
    }
}
