using System.Text;
using Orchestrator.Gateway.OpenAi.Requests;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData("[", 10_000)]
    [InlineData("{\"a\":", 10_000)]
    [InlineData("[{\"a\":", 1_000_000)]
    public void Nesting_without_end_is_refused_at_the_limit(string open, int times)
    {
        var body = "{\"model\":" + string.Concat(Enumerable.Repeat(open, times));
        Assert.Equal("the body nests deeper than 64 levels", Door.Refused(Door.Chat, body).Message);
    }

    [Fact]
    public void Nesting_up_to_the_limit_is_taken()
    {
        Door.ChatOf(Door.ChatBody($"\"unknown\":{new string('[', 63)}{new string(']', 63)}"));
        Assert.Equal("the body nests deeper than 64 levels", Door.Refused(Door.Chat, Door.ChatBody($"\"unknown\":{new string('[', 64)}{new string(']', 64)}")).Message);
    }

    [Fact]
    public void An_array_of_more_values_than_allowed_is_refused()
    {
        var body = Door.CompletionBody($"\"unknown\":[{string.Join(',', Enumerable.Repeat('0', 2_000_000))}]");
        Assert.Equal("the body has more than 2000000 values", Door.Refused(Door.Completion, body).Message);
    }

    [Fact]
    public void A_prompt_of_a_million_token_ids_is_taken()
    {
        var body = $"{{\"model\":\"m\",\"prompt\":[{string.Join(',', Enumerable.Range(0, 1_000_000))}]}}";
        var tokens = Assert.IsType<Prompt.Tokens>(Assert.Single(Door.CompletionOf(body).Prompts));
        Assert.Equal(Enumerable.Range(0, 1_000_000), tokens.Ids);
    }

    [Fact]
    public void An_object_of_more_keys_than_allowed_is_refused()
    {
        var keys = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"{i}\":0"));
        Assert.Equal("'logit_bias' may have 4096 keys, but has more", Door.Refused(Door.Chat, Door.ChatBody($"\"logit_bias\":{{{keys}}}")).Message);
        Assert.Equal("the body may have 4096 keys, but has more", Door.Refused(Door.Chat, Door.ChatBody(keys)).Message);
    }

    [Fact]
    public void More_biases_than_allowed_are_refused() =>
        Assert.Equal("'logit_bias' may bias 1024 tokens, but has 1025",
            Door.Refused(Door.Chat, Door.ChatBody($"\"logit_bias\":{{{string.Join(',', Enumerable.Range(0, 1025).Select(i => $"\"{i}\":0"))}}}")).Message);

    [Fact]
    public void A_large_object_does_not_make_many_small_ones_slow_or_wrong()
    {
        var large = string.Join(',', Enumerable.Range(0, 4000).Select(i => $"\"{i}\":0"));
        var small = string.Join(',', Enumerable.Repeat("{\"a\":0}", 200_000));
        Door.ChatOf(Door.ChatBody($"\"unknown\":[{{{large}}},{small}]"));
        Assert.Equal("unknown[200001].a", Door.Refused(Door.Chat, Door.ChatBody($"\"unknown\":[{{{large}}},{small},{{\"a\":0,\"a\":1}}]")).Param);
    }

    [Fact]
    public void A_body_above_the_limit_is_refused_before_it_is_read()
    {
        var limits = new RequestLimits { BodyBytes = 100 };
        var error = Door.Refused(Door.Chat, Encoding.UTF8.GetBytes(Door.ChatBody($"\"user\":\"{new string('x', 100)}\"")), limits);
        Assert.Equal((413, "request_too_large"), (error.Status, error.Code));
        Assert.Null(Door.ErrorOf(Door.Chat, Encoding.UTF8.GetBytes(Door.ChatBody("")), limits));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, 14)]
    [InlineData(new byte[] { 0xC0, 0xAF }, 14)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 14)]
    [InlineData(new byte[] { 0x61, 0xF4, 0x90, 0x80, 0x80 }, 15)]
    [InlineData(new byte[] { 0xE2, 0x82 }, 14)]
    public void Bytes_that_are_no_UTF8_are_refused_with_their_place(byte[] broken, int offset)
    {
        byte[] body = [.. "{\"model\":\"m\",\""u8, .. broken, .. "\":1}"u8];
        var error = Door.Refused(Door.Chat, body);
        Assert.Equal(("invalid_json", $"the body is not valid UTF-8 at byte {offset}"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData(@"\ud800")]
    [InlineData(@"\udc00")]
    [InlineData(@"\ud800x")]
    [InlineData(@"\ud800\n")]
    [InlineData(@"\ud800\n\udc00")]
    [InlineData(@"\ud800\u0041")]
    [InlineData(@"\ud800\ud800\udc00")]
    [InlineData(@"\udc00\ud800")]
    [InlineData(@"a\\\uD83D")]
    public void Half_a_surrogate_pair_is_refused_wherever_it_stands(string text)
    {
        Assert.Equal("messages[0].content", Door.Refused(Door.Chat, $$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]}""").Param);
        Assert.Equal("unknown[1]", Door.Refused(Door.Chat, Door.ChatBody($"\"unknown\":[0,\"{text}\"]")).Param);
        Assert.Equal("invalid_value", Door.Refused(Door.Chat, Door.ChatBody($"\"{text}\":0")).Code);
    }

    [Theory]
    [InlineData(@"\ud83d\ude00", "😀")]
    [InlineData(@"\uD83D\uDE00\\ud800", @"😀\ud800")]
    [InlineData(@"\u0000\t", "\0\t")]
    [InlineData("😀", "😀")]
    public void Whole_characters_are_taken_however_they_are_written(string text, string read) =>
        Assert.Equal(read, Door.ChatOf($$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]}""").Messages[0].Content);

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Null(Door.ErrorOf(Door.Chat, (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Door.ChatBody(""))]));

    [Theory]
    [InlineData("\"KEY\":1,\"KEY\":2")]
    [InlineData("\"logit_bias\":{\"KEY\":1}")]
    [InlineData("\"chat_template_kwargs\":{\"KEY\":\"\\ud800\"}")]
    public void A_key_of_a_million_characters_is_refused_in_a_short_line(string fields)
    {
        var error = Door.Refused(Door.Chat, Door.ChatBody(fields.Replace("KEY", "\\n" + new string('k', 1_000_000), StringComparison.Ordinal)));
        Assert.Contains("?kkk", error.Param);
        Assert.InRange(error.Message.Length, 1, 200);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_number_of_a_million_digits_is_refused_in_a_short_line()
    {
        foreach (var number in new[] { new string('9', 1_000_000), "0." + new string('3', 1_000_000) })
        {
            var error = Door.Refused(Door.Chat, Door.ChatBody($"\"n\":{number}"));
            Assert.Equal("n", error.Param);
            Assert.InRange(error.Message.Length, 1, 120);
        }
    }
}
