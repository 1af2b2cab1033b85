using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Failures;

/// <summary>Clients come and go as they like; what they leave behind is given back.</summary>
[Collection<WideCollection>]
public sealed class DroppedClientsTests(WideSystem system)
{
    private const int Requests = 1000;
    private const int AtOnce = 32;

    [Fact]
    public async Task After_1000_requests_of_which_half_were_dropped_every_block_is_back()
    {
        var finished = 0;
        var dropped = 0;
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellation) =>
        {
            var question = Question.OfTokens(16 + i % 64, 16 + i % 16, i);
            using var stream = await system.Running.Client.OpenAsync(question, cancellation);
            if (i % 2 == 0)
            {
                await stream.ReadAsync(1 + i % 5);
                Interlocked.Increment(ref dropped);
                return;
            }
            var answer = await stream.ToEndAsync();
            Assert.Equal("length", answer.Choices[0].FinishReason);
            Assert.Equal(question.MaxTokens, answer.CompletionTokens);
            Interlocked.Increment(ref finished);
        });
        Assert.Equal((Requests / 2, Requests / 2), (finished, dropped));
        await system.Running.Admin.UntilIdleAsync();
    }
}
