using System.Globalization;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Tells whether the \u escapes of a JSON string make whole characters; JSON allows half a surrogate pair, Unicode does not.</summary>
internal static class SurrogateEscapes
{
    /// <param name="raw">The inside of a valid JSON string, as sent.</param>
    public static bool ArePaired(ReadOnlySpan<byte> raw)
    {
        var awaitsLow = false;
        while (true)
        {
            var escape = raw.IndexOf((byte)'\\');
            if (awaitsLow && escape != 0) return false;
            if (escape < 0) return true;
            if (raw[escape + 1] != 'u')
            {
                if (awaitsLow) return false;
                raw = raw[(escape + 2)..];
                continue;
            }
            var unit = (char)ushort.Parse(raw.Slice(escape + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (char.IsLowSurrogate(unit) != awaitsLow) return false;
            awaitsLow = char.IsHighSurrogate(unit);
            raw = raw[(escape + 6)..];
        }
    }
}
