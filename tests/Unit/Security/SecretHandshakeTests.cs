using System.IO.Pipelines;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Security;

/// <summary>The handshake over a pair of pipes; each side closes its end when it has refused.</summary>
public sealed class SecretHandshakeTests
{
    private const int Whole = ClusterSecret.NonceLength + ClusterSecret.ProofLength;

    private static readonly ClusterSecret s_secret = new("of the cluster");

    private readonly Pipe _toAnswerer = new(), _toCaller = new();

    [Fact]
    public async Task Two_that_know_the_secret_agree()
    {
        var (answer, call) = (AnswerAsync(s_secret), CallAsync(s_secret));
        Assert.Equal((true, true), (await answer, await call));
    }

    [Fact]
    public async Task Two_that_know_different_secrets_do_not()
    {
        var (answer, call) = (AnswerAsync(s_secret), CallAsync(new ClusterSecret("another")));
        Assert.Equal((false, false), (await answer, await call));
    }

    [Fact]
    public async Task What_follows_the_handshake_is_left_to_be_read()
    {
        var (answer, call) = (AnswerAsync(s_secret), CallAsync(s_secret));
        Assert.Equal((true, true), (await answer, await call));
        await _toAnswerer.Writer.WriteAsync("after"u8.ToArray());
        Assert.Equal("after"u8.ToArray(), await ReadAsync(_toAnswerer, 5));
    }

    [Fact]
    public async Task A_caller_that_says_more_at_once_loses_none_of_it()
    {
        var answer = AnswerAsync(s_secret);
        var theirs = await ReadAsync(_toCaller, ClusterSecret.NonceLength);
        var mine = ClusterSecret.Nonce();
        await _toAnswerer.Writer.WriteAsync((byte[])[.. mine, .. s_secret.Prove(ClusterSecret.Side.Caller, theirs, mine), .. "after"u8]);
        Assert.True(await answer);
        Assert.Equal("after"u8.ToArray(), await ReadAsync(_toAnswerer, 5));
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_are_as_good()
    {
        var answer = AnswerAsync(s_secret);
        var theirs = await ReadAsync(_toCaller, ClusterSecret.NonceLength);
        var mine = ClusterSecret.Nonce();
        foreach (var b in (byte[])[.. mine, .. s_secret.Prove(ClusterSecret.Side.Caller, theirs, mine)]) await _toAnswerer.Writer.WriteAsync(new[] { b });
        Assert.True(await answer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ClusterSecret.NonceLength)]
    [InlineData(Whole - 1)]
    public async Task A_caller_that_stops_in_the_middle_is_refused(int bytes)
    {
        var answer = AnswerAsync(s_secret);
        await _toAnswerer.Writer.WriteAsync(new byte[bytes]);
        await _toAnswerer.Writer.CompleteAsync();
        Assert.False(await answer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ClusterSecret.NonceLength - 1)]
    [InlineData(ClusterSecret.NonceLength)]
    [InlineData(Whole - 1)]
    [InlineData(Whole)]
    public async Task An_answerer_that_stops_in_the_middle_or_proves_nothing_is_not_believed(int bytes)
    {
        var call = CallAsync(s_secret);
        await _toCaller.Writer.WriteAsync(new byte[bytes]);
        await _toCaller.Writer.CompleteAsync();
        Assert.False(await call);
    }

    [Fact]
    public async Task Noise_is_refused()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 50; i++)
        {
            var test = new SecretHandshakeTests();
            var answer = test.AnswerAsync(s_secret);
            var noise = new byte[random.Next(Whole, 500)];
            random.NextBytes(noise);
            await test._toAnswerer.Writer.WriteAsync(noise);
            Assert.False(await answer);
        }
    }

    [Fact]
    public async Task A_proof_that_is_sent_back_proves_nothing()
    {
        // Who calls back and repeats what it hears gets no further.
        var call = CallAsync(s_secret);
        await _toCaller.Writer.WriteAsync(ClusterSecret.Nonce());
        var said = await ReadAsync(_toAnswerer, Whole);
        await _toCaller.Writer.WriteAsync(said.AsMemory(ClusterSecret.NonceLength));
        Assert.False(await call);
    }

    [Fact]
    public async Task A_peer_that_says_nothing_is_given_up()
    {
        var (answer, call) = (s_secret.TryAnswerAsync(new Pipe().Reader, new Pipe().Writer, CancellationToken.None), s_secret.TryCallAsync(new Pipe().Reader, new Pipe().Writer, CancellationToken.None));
        Assert.False(await answer.InTimeAsync("the answerer to give up"));
        Assert.False(await call.InTimeAsync("the caller to give up"));
    }

    private async Task<bool> AnswerAsync(ClusterSecret secret)
    {
        var agreed = await secret.TryAnswerAsync(_toAnswerer.Reader, _toCaller.Writer, CancellationToken.None).InTimeAsync("the answerer");
        if (!agreed) await _toCaller.Writer.CompleteAsync();
        return agreed;
    }

    private async Task<bool> CallAsync(ClusterSecret secret)
    {
        var agreed = await secret.TryCallAsync(_toCaller.Reader, _toAnswerer.Writer, CancellationToken.None).InTimeAsync("the caller");
        if (!agreed) await _toAnswerer.Writer.CompleteAsync();
        return agreed;
    }

    private static async Task<byte[]> ReadAsync(Pipe pipe, int count)
    {
        var result = await pipe.Reader.ReadAtLeastAsync(count);
        var bytes = System.Buffers.BuffersExtensions.ToArray(result.Buffer.Slice(0, count));
        pipe.Reader.AdvanceTo(result.Buffer.GetPosition(count));
        return bytes;
    }
}
