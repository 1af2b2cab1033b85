using System.Globalization;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Gateway.Admin;

/// <summary>What the admin endpoints read from a call besides its body.</summary>
internal static class AdminCall
{
    /// <summary>Who calls, for the audit trail. There is one key, so the address tells more than its name.</summary>
    public static OrderSource SourceOf(HttpContext context) => OrderSource.Person($"admin key from {context.Connection.RemoteIpAddress?.ToString() ?? "nowhere"}");

    /// <summary>The version in If-Match; null when any will do. False when it is neither * nor a version in quotes.</summary>
    public static bool TryReadMatch(HttpContext context, out long? version)
    {
        version = null;
        var tag = context.Request.Headers.IfMatch.ToString();
        if (tag is "" or "*") return true;
        if (tag.Length < 3 || tag[0] != '"' || tag[^1] != '"' || !long.TryParse(tag[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        version = number;
        return true;
    }

    /// <summary>A version as an entity tag.</summary>
    public static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
