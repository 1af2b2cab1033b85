using Orchestrator.EndToEnd.Failures;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Overload;

/// <summary>More requests than fit: they wait for their turn, and all are answered.</summary>
[Collection<SlowCollection>]
public sealed class WaitingTests(SlowSystem slow)
{
    [Fact]
    public async Task Two_hundred_requests_for_room_of_eight_are_all_answered_with_the_same_text()
    {
        var system = slow.Running;
        var question = Calm.Ask(prompt: 24, answer: 12, seed: 900);
        var alone = await system.Client.AskAsync(question);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => system.Client.AskAsync(question)));
        Assert.All(answers, answer => Assert.Equal(alone.Choices, answer.Choices));
        await system.Admin.UntilIdleAsync();
    }
}
