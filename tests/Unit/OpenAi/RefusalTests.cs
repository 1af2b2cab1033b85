using System.Text;
using Microsoft.AspNetCore.Http;
using Orchestrator.Gateway.OpenAi.Errors;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class RefusalTests
{
    public static TheoryData<OpenAiError, int, string, string, string> Rows => new()
    {
        { Refusals.MissingKey(), 401, "invalid_request_error", "missing_api_key", "an API key is needed: send it as Authorization: Bearer KEY" },
        { Refusals.InvalidKey(), 401, "invalid_request_error", "invalid_api_key", "the API key is not known here" },
        { Refusals.UnknownModel("gpt\n9", ["a", "b c"]), 404, "invalid_request_error", "model_not_found", "the model \"gpt?9\" is not served here; GET /v1/models lists those that are: \"a\", \"b c\"" },
        { Refusals.UnknownModel("x", [.. "abcdefghij".Select(c => c.ToString())]), 404, "invalid_request_error", "model_not_found", "the model \"x\" is not served here; GET /v1/models lists those that are: \"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", …" },
        { Refusals.UnknownUrl("POST", "/v1/x"), 404, "invalid_request_error", "unknown_url", "nothing is served at \"POST\" \"/v1/x\"" },
        { Refusals.WrongMethod("PUT", "/v1/models", "GET, HEAD"), 405, "invalid_request_error", "method_not_supported", "\"/v1/models\" takes GET, HEAD, but the method is \"PUT\"" },
        { Refusals.RateLimited("60 requests a minute are allowed", TimeSpan.FromSeconds(1.2)), 429, "rate_limit_error", "rate_limit_exceeded", "60 requests a minute are allowed" },
        { Refusals.Overloaded("all 64 places are taken", TimeSpan.FromMilliseconds(5)), 429, "server_error", "overloaded", "all 64 places are taken" },
        { Refusals.Unavailable("the server is stopping", TimeSpan.FromSeconds(30)), 503, "server_error", "unavailable", "the server is stopping" },
        { Refusals.Internal("r-1"), 500, "server_error", "internal_error", "request r-1 failed inside the server; its log has the cause" },
        { Refusals.TimedOut("r-1", TimeSpan.FromSeconds(2.5)), 504, "server_error", "timeout", "request r-1 was not finished within 2.5 s" },
    };

    [Theory, MemberData(nameof(Rows))]
    public void A_refusal_has_its_status_type_code_and_values(OpenAiError error, int status, string type, string code, string message) =>
        Assert.Equal((status, type, code, message), (error.Status, error.Type, error.Code, error.Message));

    [Fact]
    public async Task An_error_is_answered_as_JSON_of_a_known_length()
    {
        var response = await AnswerAsync(FieldRefusals.Missing("messages"));
        Assert.Equal((400, "application/json; charset=utf-8"), (response.StatusCode, response.ContentType));
        const string body = """{"error":{"message":"'messages' is required","type":"invalid_request_error","param":"messages","code":"missing_required_parameter"}}""";
        Assert.Equal(body, Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()));
        Assert.Equal(body.Length, response.ContentLength);
    }

    [Theory]
    [InlineData(5, "1")]
    [InlineData(1000, "1")]
    [InlineData(1001, "2")]
    [InlineData(90_000, "90")]
    public async Task Retry_after_is_in_whole_seconds_rounded_up(int milliseconds, string header) =>
        Assert.Equal(header, (await AnswerAsync(Refusals.Overloaded("full", TimeSpan.FromMilliseconds(milliseconds)))).Headers.RetryAfter);

    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones() =>
        Assert.Equal("GET, HEAD", (await AnswerAsync(Refusals.WrongMethod("PUT", "/v1/models", "GET, HEAD"))).Headers.Allow);

    [Fact]
    public async Task A_missing_key_is_told_how_to_send_one() => Assert.Equal("Bearer", (await AnswerAsync(Refusals.MissingKey())).Headers.WWWAuthenticate);

    private static async Task<HttpResponse> AnswerAsync(OpenAiError error)
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        await OpenAiErrorJson.AnswerAsync(context.Response, error, TestContext.Current.CancellationToken);
        return context.Response;
    }
}
