using Orchestrator.Hosting.Settings;
using Xunit;

namespace Orchestrator.Unit.Settings;

public sealed class PoolSpecTests
{
    [Theory]
    [InlineData("small=/m/a.gguf", "small", "/m/a.gguf", 1, 2, 3)]
    [InlineData("small=a,prefill=4", "small", "a", 4, 0, 0)]
    [InlineData("s=a,decode=2,prefill=0,mixed=256", "s", "a", 0, 2, 256)]
    [InlineData("s=a=b.gguf", "s", "a=b.gguf", 1, 2, 3)]
    public void A_pool_is_a_name_a_path_and_counts(string text, string name, string path, int prefill, int decode, int mixed) =>
        Assert.Equal(new PoolSpec(name, path, prefill, decode, mixed), PoolSpec.Parse(text, (1, 2, 3)));

    [Theory]
    [InlineData("")]
    [InlineData("model.gguf")]
    [InlineData("=a")]
    [InlineData("s=")]
    [InlineData(",prefill=1")]
    [InlineData("s=a,")]
    [InlineData("s=a,prefill")]
    [InlineData("s=a,prefill=")]
    [InlineData("s=a,prefill=-1")]
    [InlineData("s=a,prefill=257")]
    [InlineData("s=a,prefill=1=2")]
    [InlineData("s=a,Prefill=1")]
    [InlineData("s=a,workers=1")]
    [InlineData("s=a,decode=1.5")]
    [InlineData("s=a,decode=99999999999")]
    public void Anything_else_is_refused_in_one_line_that_names_it(string text)
    {
        var message = Assert.Throws<WrongUseException>(() => PoolSpec.Parse(text, (1, 1, 0))).Message;
        Assert.StartsWith($"--pool is '{text}'; ", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_model_alone_makes_a_pool_of_its_name_with_one_worker_a_side()
    {
        Assert.Equal([new PoolSpec("tiny", "/m/tiny.gguf", 1, 1, 0)], PoolSettings.Read(Readers.Of(("Model", "/m/tiny.gguf"))));
        Assert.Equal([new PoolSpec("tiny", "/m/tiny/", 1, 1, 0)], PoolSettings.Read(Readers.Of(("Model", "/m/tiny/"))));
        Assert.Equal([new PoolSpec("tiny", "tiny.GGUF", 0, 0, 2)], PoolSettings.Read(Readers.Of(("Model", "tiny.GGUF"), ("Workers:Mixed", "2"))));
    }

    [Fact]
    public void Pools_come_in_order_beside_the_model_and_take_its_counts_where_they_name_none() => Assert.Equal(
        [new PoolSpec("tiny", "/m/tiny.gguf", 2, 1, 0), new PoolSpec("b", "/m/tiny.gguf", 2, 1, 0), new PoolSpec("the third: ü 100%?", "c", 0, 0, 4)],
        PoolSettings.Read(Readers.Of(("Model", "/m/tiny.gguf"), ("Pools:0", "b=/m/tiny.gguf"), ("Pools:1", "the third: ü 100%?=c,mixed=4"), ("Workers:Prefill", "2"))));

    [Theory]
    [InlineData("a/b", "'a/b' must not contain '/'")]
    [InlineData("-a", "'-a' must begin with a letter, a digit or '_'")]
    [InlineData("..", "'..' must begin with")]
    [InlineData("a ", "'a ' must not end with a space")]
    [InlineData("a\nb", "'a?b' must not contain control characters")]
    [InlineData("", "'' must begin with")]
    public void A_name_that_breaks_URLs_or_command_lines_is_refused_in_one_line(string name, string message)
    {
        Assert.Equal($"pool name {message}", Assert.Throws<WrongUseException>(() => PoolName.Check(name)).Message[..("pool name ".Length + message.Length)]);
        Assert.Throws<WrongUseException>(() => PoolName.Check(new string('a', 101)));
        Assert.Equal(100, PoolName.Check(new string('a', 100)).Length);
    }

    [Theory]
    [InlineData("two pools are named 'a'", "a.gguf", "a=b", null)]
    [InlineData("pool name 'a/b' must not contain '/'", null, "a/b=c", null)]
    [InlineData("pool 'a' has no worker", null, "a=b,prefill=0", null)]
    [InlineData("pool 'c' has no worker", "a.gguf", "c=b,mixed=0", null)]
    [InlineData("it must be a whole number from 0 to 256", "a.gguf", null, "300")]
    public void Pools_that_cannot_be_served_are_refused(string message, string? model, string? pool, string? prefill) =>
        Assert.Contains(message, SettingReaderTests.Refusal(() => PoolSettings.Read(Readers.Of(("Model", model), ("Pools:0", pool), ("Workers:Prefill", prefill)))));
}
