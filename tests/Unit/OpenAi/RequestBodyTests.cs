using System.Text;
using Microsoft.AspNetCore.Http;
using Orchestrator.Gateway.OpenAi.Requests;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public async Task A_body_up_to_the_limit_is_read_whole(int length)
    {
        var sent = Enumerable.Range(0, length).Select(i => (byte)(i * 31 >> 3)).ToArray();
        foreach (var declared in new long?[] { length, null })
        {
            var parsed = await RequestBody.ReadAsync(Request(new DribblingStream(sent), declared), new RequestLimits { BodyBytes = Math.Max(1, length) }, TestContext.Current.CancellationToken);
            Assert.True(parsed.TryGet(out var body, out _));
            Assert.Equal(sent, body.ToArray());
        }
    }

    [Theory]
    [InlineData(101, 101L)]
    [InlineData(0, 101L)]
    [InlineData(101, null)]
    [InlineData(1_000_000, null)]
    public async Task A_body_above_the_limit_is_refused_and_not_read_to_its_end(int length, long? declared)
    {
        var stream = new DribblingStream(new byte[length]);
        var parsed = await RequestBody.ReadAsync(Request(stream, declared), new RequestLimits { BodyBytes = 100 }, TestContext.Current.CancellationToken);
        Assert.Equal((413, "request_too_large", "the body is larger than 100 bytes"), (parsed.Error!.Status, parsed.Error.Code, parsed.Error.Message));
        Assert.InRange(stream.Position, 0, 101);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/vnd.api+json")]
    public async Task JSON_in_UTF8_is_taken(string contentType) => Assert.Null((await ReadAsync(contentType, null)).Error);

    [Theory]
    [InlineData(null, "the body must be application/json in UTF-8, but Content-Type is missing")]
    [InlineData("", "the body must be application/json in UTF-8, but Content-Type is missing")]
    [InlineData("text/plain", "the body must be application/json in UTF-8, but Content-Type is \"text/plain\"")]
    [InlineData("application/x-www-form-urlencoded", "the body must be application/json in UTF-8, but Content-Type is \"application/x-www-form-urlencoded\"")]
    [InlineData("application/json; charset=latin1", "the body must be application/json in UTF-8, but Content-Type is \"application/json; charset=latin1\"")]
    [InlineData("json", "the body must be application/json in UTF-8, but Content-Type is \"json\"")]
    public async Task Another_content_type_is_refused(string? contentType, string message)
    {
        var error = (await ReadAsync(contentType, null)).Error;
        Assert.Equal((415, "unsupported_content_type", message), (error?.Status, error?.Code, error?.Message));
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        var error = (await ReadAsync("application/json", "gzip")).Error;
        Assert.Equal((415, "unsupported_content_encoding"), (error?.Status, error?.Code));
        Assert.Null((await ReadAsync("application/json", "identity")).Error);
    }

    [Theory]
    [InlineData(413, "request_too_large")]
    [InlineData(408, "bad_transfer")]
    [InlineData(400, "bad_transfer")]
    public async Task What_the_server_finds_wrong_with_the_transfer_is_an_error_of_this_API(int status, string code)
    {
        var stream = new FailingStream(new BadHttpRequestException("it broke", status));
        var error = (await RequestBody.ReadAsync(Request(stream, null), new RequestLimits(), TestContext.Current.CancellationToken)).Error;
        Assert.Equal((status, code), (error?.Status, error?.Code));
    }

    private static Task<Parsed<ReadOnlyMemory<byte>>> ReadAsync(string? contentType, string? encoding)
    {
        var request = Request(new MemoryStream(Encoding.UTF8.GetBytes("{}")), 2);
        request.ContentType = contentType;
        if (encoding is not null) request.Headers.ContentEncoding = encoding;
        return RequestBody.ReadAsync(request, new RequestLimits(), TestContext.Current.CancellationToken);
    }

    private static HttpRequest Request(Stream body, long? length)
    {
        var request = new DefaultHttpContext().Request;
        (request.Body, request.ContentLength, request.ContentType) = (body, length, "application/json");
        return request;
    }

    /// <summary>Gives at most 1,000 bytes at a time.</summary>
    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1000)], cancellationToken);
    }

    private sealed class FailingStream(Exception failure) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException<int>(failure);
    }
}
