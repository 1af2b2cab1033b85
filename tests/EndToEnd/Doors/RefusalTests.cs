using System.Net;
using System.Net.Http.Headers;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Doors;

/// <summary>What cannot be served is refused at the door, in OpenAI's shape and with the values.</summary>
[Collection<MixedCollection>]
public sealed class RefusalTests(MixedSystem mixed)
{
    private readonly ServingSystem _system = mixed.Running;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_model_that_is_not_served_is_404(bool stream)
    {
        var question = new Question { Model = "gpt-9", Prompt = "Hello" };
        using var response = await _system.Client.PostAsync(question.Path, question.ToJson(stream).ToJsonString());
        await OpenAiErrors.AreAsync(response, HttpStatusCode.NotFound, "model_not_found", "gpt-9");
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_refused_with_both_lengths()
    {
        using var response = await PostAsync(Question.OfTokens(1100, 16, 1));
        await OpenAiErrors.AreAsync(response, HttpStatusCode.BadRequest, "context_length_exceeded", "1024", "1100");
    }

    [Fact]
    public async Task An_answer_that_would_be_too_long_is_refused_with_all_lengths()
    {
        using var response = await PostAsync(Question.OfTokens(30, 1000, 1));
        await OpenAiErrors.AreAsync(response, HttpStatusCode.BadRequest, "context_length_exceeded", "1024", "30", "1000");
    }

    [Fact]
    public async Task A_token_outside_the_vocabulary_is_refused()
    {
        using var response = await _system.Client.PostAsync("/v1/completions", """{"model":"end-to-end","prompt":[1,512]}""");
        await OpenAiErrors.AreAsync(response, HttpStatusCode.BadRequest, "invalid_value", "512", "511");
    }

    [Theory, InlineData("/v1/completions"), InlineData("/v1/chat/completions")]
    public async Task Broken_json_is_refused_with_its_place(string path)
    {
        using var response = await _system.Client.PostAsync(path, "{\"model\": \"end-to-end\",\n\"prompt\": oops}");
        await OpenAiErrors.AreAsync(response, HttpStatusCode.BadRequest, "invalid_json", "line 2");
    }

    [Theory, InlineData("/v1/embeddings"), InlineData("/"), InlineData("/v2/completions")]
    public async Task An_unknown_url_is_404_in_the_same_shape(string path)
    {
        using var response = await _system.Client.PostAsync(path, "{}");
        await OpenAiErrors.AreAsync(response, HttpStatusCode.NotFound, "unknown_url", path);
    }

    [Theory, InlineData(null, "missing_api_key"), InlineData("Bearer wrong", "invalid_api_key"), InlineData("Basic " + ServingSystem.AdminKey, "invalid_api_key")]
    public async Task The_admin_api_is_closed_to_who_has_not_its_key(string? authorization, string code)
    {
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/admin/workers"), (HttpMethod.Post, "/admin/workers/any/drain"), (HttpMethod.Get, "/admin/requests/any") })
        {
            using var request = new HttpRequestMessage(method, path);
            if (authorization is not null) request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
            using var http = ServingSystem.ClientOf(_system.Address);
            using var response = await http.SendAsync(request, CancellationToken.None);
            await OpenAiErrors.AreAsync(response, HttpStatusCode.Unauthorized, code);
            Assert.DoesNotContain(ServingSystem.AdminKey, await response.Content.ReadAsStringAsync(CancellationToken.None), StringComparison.Ordinal);
        }
    }

    private Task<HttpResponseMessage> PostAsync(Question question) => _system.Client.PostAsync(question.Path, question.ToJson(stream: false).ToJsonString());
}
