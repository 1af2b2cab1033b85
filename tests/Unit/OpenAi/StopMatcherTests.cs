using System.Text;
using Orchestrator.Gateway.OpenAi.Stops;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class StopMatcherTests
{
    [Theory]
    [InlineData("Hello END more", "END", "Hello ")]
    [InlineData("END", "END", "")]
    [InlineData("EEND", "END", "E")]
    [InlineData("ENEND", "END", "EN")]
    [InlineData("ababac", "abac", "ab")]
    [InlineData("aaab", "aab", "a")]
    [InlineData("one\n\ntwo", "\n\n", "one")]
    [InlineData("x😀y", "😀", "x")]
    public void The_text_before_the_stop_string_is_all_that_is_sent(string text, string stop, string sent)
    {
        foreach (var matcher in new[] { Fed(text, [stop], 1), Fed(text, [stop], 3), Fed(text, [stop], text.Length) })
            Assert.Equal((sent, stop), matcher);
    }

    [Theory]
    [InlineData("abcd", "abcd|bc", "a", "bc")]
    [InlineData("xabc", "abc|bc|c", "x", "abc")]
    [InlineData("xabc", "c|bc|abc", "x", "abc")]
    [InlineData("foobar", "foobaz|oob", "f", "oob")]
    public void The_first_to_be_complete_wins_and_then_the_longest(string text, string stops, string sent, string hit)
    {
        for (var size = 1; size <= text.Length; size++) Assert.Equal((sent, hit), Fed(text, stops.Split('|'), size));
    }

    [Fact]
    public void Only_what_may_become_a_stop_string_is_held_back()
    {
        var matcher = new StopMatcher(new StopStrings(["\nUser:", "User-"]));
        Assert.Equal("Hi.", matcher.Feed("Hi."));
        Assert.Equal(" ", matcher.Feed(" \nUse"));
        Assert.Equal("", matcher.Feed("r"));
        Assert.Equal("\nUser ", matcher.Feed(" "));
        Assert.Null(matcher.Hit);
    }

    [Fact]
    public void What_was_held_back_is_sent_when_the_answer_ends_otherwise()
    {
        var matcher = new StopMatcher(new StopStrings(["END"]));
        Assert.Equal("the ", matcher.Feed("the EN"));
        Assert.Equal("EN", matcher.Finish());
        Assert.Equal("", matcher.Finish());
    }

    [Fact]
    public void The_stop_string_is_sent_when_it_is_wanted()
    {
        var matcher = new StopMatcher(new StopStrings(["END"]), includeStop: true);
        Assert.Equal("a", matcher.Feed("aE") + matcher.Feed(""));
        Assert.Equal("END", matcher.Feed("ND and more"));
        Assert.Equal("END", matcher.Hit);
    }

    [Fact]
    public void Nothing_is_sent_after_a_stop_string()
    {
        var matcher = new StopMatcher(new StopStrings(["."]));
        Assert.Equal("One", matcher.Feed("One. Two."));
        Assert.Equal("", matcher.Feed(" Three") + matcher.Finish());
    }

    [Fact]
    public void Without_stop_strings_every_piece_goes_straight_through()
    {
        var matcher = new StopMatcher(new StopStrings([]));
        const string piece = "END";
        Assert.Same(piece, matcher.Feed(piece));
        Assert.Null(matcher.Hit);
    }

    [Fact]
    public void Choices_of_one_request_do_not_see_each_other()
    {
        var stops = new StopStrings(["END"]);
        var (one, two) = (new StopMatcher(stops), new StopMatcher(stops));
        Assert.Equal("", one.Feed("EN"));
        Assert.Equal("D", two.Feed("D"));
        one.Feed("D");
        Assert.Equal(("END", null), (one.Hit, two.Hit));
    }

    [Fact]
    public void However_a_text_is_cut_what_is_sent_is_what_the_plain_definition_says()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 5_000; round++)
        {
            var alphabet = random.Next(2) == 0 ? "ab" : "abc\ud83d\ude00\ude01";
            var stops = Enumerable.Range(0, random.Next(0, 5)).Select(_ => Draw(alphabet, random.Next(1, 6), random)).ToArray();
            var text = Draw(alphabet, random.Next(0, 40), random);
            var include = random.Next(2) == 0;
            AssertAsDefined(text, stops, include, random);
        }
    }

    // Checks the hit and the text, and after each piece that exactly the longest possible beginning of a stop string is held back.
    private static void AssertAsDefined(string text, string[] stops, bool include, Random random)
    {
        var matcher = new StopMatcher(new StopStrings(stops), include);
        var sent = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var next = Math.Min(text.Length, at + random.Next(0, 8));
            sent.Append(matcher.Feed(text[at..next]));
            at = next;
            var (hit, before) = Defined(text[..at], stops, include);
            Assert.Equal(hit, matcher.Hit);
            Assert.Equal(hit is null ? text[..(at - Held(text[..at], stops))] : before, sent.ToString());
        }
        sent.Append(matcher.Finish());
        Assert.Equal(Defined(text, stops, include).Sent, sent.ToString());
    }

    private static (string? Hit, string Sent) Defined(string text, string[] stops, bool include)
    {
        for (var end = 1; end <= text.Length; end++)
        {
            var hit = stops.Where(stop => text[..end].EndsWith(stop, StringComparison.Ordinal)).MaxBy(stop => stop.Length);
            if (hit is not null) return (hit, text[..(include ? end : end - hit.Length)]);
        }
        return (null, text);
    }

    private static int Held(string text, string[] stops) =>
        stops.SelectMany(stop => Enumerable.Range(1, stop.Length).Where(length => text.EndsWith(stop[..length], StringComparison.Ordinal))).DefaultIfEmpty(0).Max();

    private static string Draw(string alphabet, int length, Random random) => string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)]));

    private static (string Sent, string? Hit) Fed(string text, string[] stops, int size)
    {
        var matcher = new StopMatcher(new StopStrings(stops));
        var sent = string.Concat(text.Chunk(size).Select(piece => matcher.Feed(new string(piece))));
        return (sent + matcher.Finish(), matcher.Hit);
    }
}
