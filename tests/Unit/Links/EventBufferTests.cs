using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Links;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Links;

public sealed class EventBufferTests
{
    private static readonly WorkerLife s_life = new(new WorkerId("w"), Guid.NewGuid());
    private static readonly AttemptKey s_key = Works.NewKey();

    [Fact]
    public async Task Events_come_out_in_order()
    {
        var buffer = new EventBuffer();
        for (var i = 0; i < 100; i++) buffer.Post(Token(i));
        for (var i = 0; i < 50; i++) Assert.Equal(Token(i), await buffer.NextAsync(CancellationToken.None));
        for (var i = 50; i < 100; i++) Assert.Equal(Token(i), buffer.TryNext());
        Assert.Null(buffer.TryNext());
        Assert.False(buffer.IsOverrun);
    }

    [Fact]
    public async Task A_reader_waits_for_what_comes()
    {
        var buffer = new EventBuffer();
        var next = buffer.NextAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        buffer.Post(Token(3));
        Assert.Equal(Token(3), await next.InTimeAsync("the event"));
    }

    [Fact]
    public async Task A_writer_never_waits_and_a_reader_that_is_too_far_behind_gets_what_fitted_and_then_the_end()
    {
        var buffer = new EventBuffer();
        for (var i = 0; i < EventBuffer.MaxEvents + 10; i++) buffer.Post(Token(i));
        Assert.True(buffer.IsOverrun);
        for (var i = 0; i < EventBuffer.MaxEvents; i++) Assert.Equal(Token(i), await buffer.NextAsync(CancellationToken.None));
        Assert.Null(await buffer.NextAsync(CancellationToken.None));
        buffer.Post(Token(0));
        Assert.Null(await buffer.NextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        using var gone = new CancellationTokenSource();
        var next = new EventBuffer().NextAsync(gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static WorkerEvent.Token Token(int index) => new(s_life, s_key, index, index, null);
}
