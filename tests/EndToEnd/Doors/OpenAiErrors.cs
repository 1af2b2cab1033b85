using System.Net;
using System.Text.Json;
using Xunit;

namespace Orchestrator.EndToEnd.Doors;

/// <summary>Checks an answer for being one of OpenAI's errors.</summary>
internal static class OpenAiErrors
{
    /// <param name="response">The answer.</param>
    /// <param name="status">Its status.</param>
    /// <param name="code">error.code.</param>
    /// <param name="words">Each stands in error.message: the values that say what is wrong.</param>
    public static async Task AreAsync(HttpResponseMessage response, HttpStatusCode status, string code, params string[] words)
    {
        var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(error.GetProperty("type").GetString()));
        var message = error.GetProperty("message").GetString();
        foreach (var word in words) Assert.Contains(word, message, StringComparison.Ordinal);
    }
}
