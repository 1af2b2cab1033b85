using System.Text.Json;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>An answer of the admin API.</summary>
internal sealed record AdminAnswer(int Status, string? ETag, JsonElement Body)
{
    public string Code => Body.GetProperty("error").GetProperty("code").GetString()!;

    public string Message => Body.GetProperty("error").GetProperty("message").GetString()!;

    public IEnumerable<string> ViolatedFields => Body.GetProperty("error").GetProperty("violations").EnumerateArray().Select(v => v.GetProperty("field").GetString()!);
}
