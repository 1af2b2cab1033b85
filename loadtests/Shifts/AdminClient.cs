using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Shifts;

/// <summary>The few admin calls that load tests make.</summary>
internal sealed class AdminClient : IDisposable
{
    private readonly HttpClient _http;

    public AdminClient(Uri url, string? key)
    {
        _http = ServerConnection.Open(url, key: null);
        _http.Timeout = TimeSpan.FromSeconds(10);
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <exception cref="ServerException">They cannot be seen; one line says why.</exception>
    public async Task<IReadOnlyList<AdminWorker>> WorkersAsync(CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Get, "admin/workers", body: null, cancel);
        var body = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode) throw new ServerException($"GET /admin/workers: {(int)response.StatusCode} {ErrorMessage.FromBody(body)}");
        using var json = Parse(body, "GET /admin/workers");
        return [.. json.RootElement.GetProperty("workers").EnumerateArray().Select(Read)];
    }

    /// <summary>Orders a role. The order's epoch, or null and the reason when it is refused (409 and the like).</summary>
    /// <exception cref="ServerException">Nobody answers.</exception>
    public async Task<(long? Epoch, string Refusal)> ShiftAsync(AdminWorker worker, string role, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Post, Path(worker, "role"), JsonContent.Create(new Dictionary<string, string> { ["role"] = role }), cancel);
        var body = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode) return (null, $"{(int)response.StatusCode} {ErrorMessage.FromBody(body)}");
        using var json = Parse(body, $"POST /{Path(worker, "role")}");
        return (Read(json.RootElement).Epoch, "");
    }

    /// <summary>Gives a worker back to the autoscaler; a server that does not know the call keeps it.</summary>
    public async Task ReleaseAsync(AdminWorker worker, CancellationToken cancel) => (await SendAsync(HttpMethod.Post, Path(worker, "release"), body: null, cancel)).Dispose();

    public void Dispose() => _http.Dispose();

    private static string Path(AdminWorker worker, string call) =>
        $"admin/workers/{Uri.EscapeDataString(worker.Id)}/{call}{(worker.Pool.Length > 0 ? $"?pool={Uri.EscapeDataString(worker.Pool)}" : "")}";

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(method, path) { Content = body };
        try
        {
            return await _http.SendAsync(message, cancel);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new ServerException($"{method} /{path}: {e.Message}", e);
        }
    }

    private static JsonDocument Parse(string body, string call)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw new ServerException($"{call}: {e.Message}", e);
        }
    }

    private static AdminWorker Read(JsonElement json)
    {
        return new AdminWorker(
            Text("id"), Text("pool"), Text("role"), Text("desired_role"), Number("epoch") ?? 0, Number("confirmed_epoch"), (int)(Number("leaving") ?? 0),
            (Number("kv_blocks_total") ?? 0) - (Number("kv_blocks_free") ?? 0) - (Number("kv_blocks_cached") ?? 0));

        string Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        long? Number(string name) => json.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;
    }
}
