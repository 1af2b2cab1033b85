using System.Text.Json;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Running;

namespace Orchestrator.LoadTests.Requests;

/// <summary>The model that is measured, and how prompts of a wanted length are made for it; found out by asking the server.</summary>
/// <param name="Name">For requests.</param>
/// <param name="Context">Tokens of prompt and answer together; null where the server does not say (max_model_len).</param>
/// <param name="Form">Of prompts.</param>
internal sealed record ServerModel(string Name, int? Context, PromptForm Form)
{
    // Long enough that what a server adds to any prompt does not look like a part of each word.
    private const int FewWords = 20, ManyWords = 120, SomeIds = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <exception cref="ServerException">Nobody answers, or no model, or neither form of prompt is taken.</exception>
    /// <exception cref="WrongUseException">The server does not have the model that was named.</exception>
    public static async Task<ServerModel> FindAsync(HttpClient http, LoadOptions options, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        try
        {
            var (name, context) = await ChooseAsync(http, options.Model, patience.Token);
            return new ServerModel(name, context, await FormAsync(http, name, options, patience.Token));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw new ServerException($"{options.Url} cannot be used: {e.Message}", e);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ServerException($"{options.Url} did not answer within {s_patience.TotalSeconds} s");
        }
    }

    private static async Task<(string Name, int? Context)> ChooseAsync(HttpClient http, string? wanted, CancellationToken cancel)
    {
        using var response = await http.GetAsync("v1/models", cancel);
        var body = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode) throw new ServerException($"GET {http.BaseAddress}v1/models: {(int)response.StatusCode} {ErrorMessage.FromBody(body)}");
        using var json = JsonDocument.Parse(body);
        if (!json.RootElement.TryGetProperty("data", out var models) || models.ValueKind != JsonValueKind.Array) throw new ServerException($"GET {http.BaseAddress}v1/models gives no list of models");
        var names = models.EnumerateArray().Select(m => m.GetProperty("id").GetString()!).ToList();
        if (names.Count == 0) throw new ServerException($"{http.BaseAddress} serves no model");
        var name = wanted ?? names[0];
        if (!names.Contains(name)) throw new WrongUseException($"--model {name} is not served; there is {string.Join(", ", names)}");
        var card = models.EnumerateArray().First(m => m.GetProperty("id").GetString() == name);
        return (name, card.TryGetProperty("max_model_len", out var length) && length.TryGetInt32(out var context) ? context : null);
    }

    private static async Task<PromptForm> FormAsync(HttpClient http, string model, LoadOptions options, CancellationToken cancel)
    {
        var refusal = "";
        if (options.Prompts != PromptKind.Text)
        {
            var ids = new PromptForm.Ids(options.TokenIds);
            var result = await AskAsync(http, model, ids, SomeIds, cancel);
            if (result.IsOk) return ids;
            refusal = $"token ids are not taken ({result.Error}: {result.Message})";
            if (options.Prompts == PromptKind.Ids) throw new ServerException($"{http.BaseAddress}: {refusal}");
        }
        var few = await AskAsync(http, model, new PromptForm.Words(1, 0), FewWords, cancel);
        var many = await AskAsync(http, model, new PromptForm.Words(1, 0), ManyWords, cancel);
        if (!few.IsOk || !many.IsOk) throw new ServerException($"{http.BaseAddress}: text is not taken either ({few.Error ?? many.Error}: {few.Message}{many.Message}); {refusal}".TrimEnd(' ', ';'));
        var perWord = Math.Max(0.1, (many.PromptTokens - few.PromptTokens) / (double)(ManyWords - FewWords));
        return new PromptForm.Words(perWord, Math.Max(0, few.PromptTokens - perWord * FewWords));
    }

    private static async Task<RequestResult> AskAsync(HttpClient http, string model, PromptForm form, int tokens, CancellationToken cancel)
    {
        var request = new LoadRequest(TimeSpan.Zero, [new PromptPiece(PieceContents.Seed((ulong)tokens), tokens)], 1);
        using var stream = new AnswerStream(http, new RealClock(), request, RequestBody.Write(model, form, request.Prompt, request.AnswerTokens));
        return await stream.FirstAsync(cancel) ?? await stream.RestAsync(cancel);
    }
}
