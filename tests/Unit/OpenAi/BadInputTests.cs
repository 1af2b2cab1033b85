using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class BadInputTests
{
    public static TheoryData<string, string, string> Options => BadOptions.Rows;

    public static TheoryData<string, string, string?> Chats => BadChats.Rows;

    public static TheoryData<string, string, string?> Completions => BadCompletions.Rows;

    [Theory, MemberData(nameof(Options))]
    public void A_bad_option_is_refused_by_both_endpoints_alike(string fields, string code, string param)
    {
        AssertRefused(Door.Chat, Door.ChatBody(fields), code, param);
        AssertRefused(Door.Completion, Door.CompletionBody(fields), code, param);
    }

    [Theory, MemberData(nameof(Chats))]
    public void A_bad_chat_is_refused_where_it_is_bad(string body, string code, string? param) => AssertRefused(Door.Chat, body, code, param);

    [Theory, MemberData(nameof(Completions))]
    public void A_bad_completion_is_refused_where_it_is_bad(string body, string code, string? param) => AssertRefused(Door.Completion, body, code, param);

    [Theory]
    [InlineData("", "the body is empty; a JSON object is expected")]
    [InlineData(" \r\n\t", "the body is empty; a JSON object is expected")]
    [InlineData("{", "the body is not valid JSON: line 1, byte 2, has the end of the body, too early")]
    [InlineData("{\"model\":\"m\",}", "the body is not valid JSON: line 1, byte 14, has '}', which does not belong there")]
    [InlineData("{\n\"a\": NaN}", "the body is not valid JSON: line 2, byte 6, has 'N', which does not belong there")]
    [InlineData("{\"a\":Infinity}", "the body is not valid JSON: line 1, byte 6, has 'I', which does not belong there")]
    [InlineData("{'a':1}", "the body is not valid JSON: line 1, byte 2, has ''', which does not belong there")]
    [InlineData("{\"a\":1} {}", "the body is not valid JSON: line 1, byte 9, has '{', which does not belong there")]
    [InlineData("{\"a\":\"\u0001\"}", "the body is not valid JSON: line 1, byte 7, has byte 0x01, which does not belong there")]
    [InlineData("{\"a\":/**/1}", "the body is not valid JSON: line 1, byte 6, has '/', which does not belong there")]
    [InlineData("[]", "the body must be a JSON object, but is an array")]
    [InlineData("\"text\"", "the body must be a JSON object, but is the string \"text\"")]
    [InlineData("null", "the body must be a JSON object, but is null")]
    [InlineData("12", "the body must be a JSON object, but is 12")]
    public void What_is_no_JSON_object_is_refused_with_its_place(string body, string message)
    {
        foreach (var endpoint in new[] { Door.Chat, Door.Completion })
        {
            AssertRefused(endpoint, body, "invalid_json", null);
            Assert.Equal(message, Door.Refused(endpoint, body).Message);
        }
    }

    [Theory]
    [InlineData("\"temperature\":3.5", "'temperature' must be between 0 and 2, but is 3.5")]
    [InlineData("\"repetition_penalty\":0.05", "'repetition_penalty' must be between 0.1 and 10, but is 0.05")]
    [InlineData("\"top_p\":0", "'top_p' must be above 0 and at most 1, but is 0")]
    [InlineData("\"n\":1000", "'n' must be an integer from 1 to 128, but is 1000")]
    [InlineData("\"seed\":\"lucky\"", "'seed' must be an integer, but is the string \"lucky\"")]
    [InlineData("\"stop\":{}", "'stop' must be a string or an array of strings, but is an object")]
    [InlineData("\"max_tokens\":5,\"max_completion_tokens\":6", "'max_tokens' asks for 5 and 'max_completion_tokens' for 6; send one of them")]
    public void A_message_gives_the_value_and_what_is_allowed(string fields, string message) =>
        Assert.Equal(message, Door.Refused(Door.Chat, Door.ChatBody(fields)).Message);

    [Fact]
    public void A_long_value_is_cut_short_in_the_message()
    {
        var error = Door.Refused(Door.Chat, Door.ChatBody($"\"n\":\"{string.Concat(Enumerable.Repeat("ä", 5000))}\""));
        Assert.Equal($"'n' must be an integer, but is the string \"{string.Concat(Enumerable.Repeat("ä", 19))}…", error.Message);
    }

    private static void AssertRefused(string endpoint, string body, string code, string? param)
    {
        var error = Door.Refused(endpoint, body);
        Assert.Equal((400, "invalid_request_error", code, param), (error.Status, error.Type, error.Code, error.Param));
        Assert.DoesNotContain('\n', error.Message);
    }
}
