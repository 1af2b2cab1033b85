using System.Text.Json;
using Orchestrator.EndToEnd.Processes;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>Somebody who watches the events of the admin API.</summary>
internal sealed class AdminEvents : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private AdminEvents(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    /// <summary>The id of the last event read.</summary>
    public string LastId { get; private set; } = "";

    public static async Task<AdminEvents> OpenAsync(HttpClient http, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/events");
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        response.EnsureSuccessStatusCode();
        return new AdminEvents(response, await response.Content.ReadAsStreamAsync(CancellationToken.None));
    }

    /// <summary>Reads on until an event of this kind; what it says.</summary>
    public Task<JsonElement> UntilAsync(string kind) => Patience.WithinAsync($"an event {kind}", ReadAsync(kind));

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    private async Task<JsonElement> ReadAsync(string kind)
    {
        while (true)
        {
            var (found, json) = await NextAsync();
            if (found == kind) return json;
        }
    }

    private async Task<(string Kind, JsonElement Json)> NextAsync()
    {
        var (kind, json) = ("", default(JsonElement));
        while (await _lines.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.Length == 0 && kind.Length > 0) return (kind, json);
            if (line.StartsWith("id: ", StringComparison.Ordinal)) LastId = line["id: ".Length..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) json = JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
        }
        throw new EndOfStreamException("the events have ended");
    }
}
