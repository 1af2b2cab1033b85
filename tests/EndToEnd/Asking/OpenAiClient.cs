using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Orchestrator.EndToEnd.Asking;

/// <summary>A client of the OpenAI API.</summary>
internal sealed class OpenAiClient(HttpClient http)
{
    /// <summary>Asks for a whole answer.</summary>
    public async Task<Answer> AskAsync(Question question)
    {
        using var response = await PostAsync(question.Path, question.ToJson(stream: false).ToJsonString());
        var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{(int)response.StatusCode}: {body}", null, response.StatusCode);
        var answer = JsonDocument.Parse(body).RootElement;
        var usage = answer.GetProperty("usage");
        var choices = answer.GetProperty("choices").EnumerateArray().OrderBy(c => c.GetProperty("index").GetInt32()).Select(choice => new AnswerChoice(
            (question.IsChat ? choice.GetProperty("message").GetProperty("content") : choice.GetProperty("text")).GetString()!, choice.GetProperty("finish_reason").GetString()!));
        return new Answer(answer.GetProperty("id").GetString()!, [.. choices], usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32())
        {
            RecoveredOnOtherNumerics = answer.TryGetProperty("recovered_on_other_numerics", out var mark) && mark.GetBoolean(),
        };
    }

    /// <summary>Asks for a streamed answer and reads it to its end.</summary>
    public async Task<Answer> StreamAsync(Question question)
    {
        using var stream = await OpenAsync(question);
        return await stream.ToEndAsync();
    }

    /// <summary>Asks for a streamed answer; done when its first token is there.</summary>
    public async Task<AnswerStream> OpenAsync(Question question, CancellationToken cancellation = default)
    {
        using var body = new StringContent(question.ToJson(stream: true).ToJsonString(), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, question.Path) { Content = body };
        return await AnswerStream.OpenAsync(question, await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation), cancellation);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await http.PostAsync(new Uri(path, UriKind.Relative), body, CancellationToken.None);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(new Uri(path, UriKind.Relative), CancellationToken.None);

    public Task<JsonElement> ReadAsync(string path) => http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), CancellationToken.None);
}
