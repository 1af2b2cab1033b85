using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Failures;

/// <summary>What nobody reads any more is not computed any more.</summary>
[Collection<SlowCollection>]
public sealed class LeavingClientTests(SlowSystem slow)
{
    private const int Choices = 4;
    private const int Tokens = 900;

    private readonly ServingSystem _system = slow.Running;

    [Fact]
    public async Task A_client_that_closes_its_connection_is_cancelled_in_the_middle_of_the_answer()
    {
        var before = await DecodedAsync();
        using (var stream = await _system.Client.OpenAsync(Question.OfTokens(40, Tokens, 1) with { Model = SlowModel.Name, Choices = Choices })) await stream.ReadAsync(pieces: 8);
        await _system.Admin.UntilIdleAsync();
        Assert.InRange(await DecodedAsync() - before, 8, Choices * Tokens - 1);
    }

    [Fact]
    public async Task A_client_that_leaves_before_the_first_token_is_cancelled_in_the_middle_of_the_prompt()
    {
        const int clients = 12;
        var before = await PrefilledAsync();
        using var leaving = new CancellationTokenSource();
        var asking = Enumerable.Range(0, clients).Select(i => _system.Client.OpenAsync(Question.OfTokens(900, 4, i) with { Model = SlowModel.Name }, leaving.Token)).ToList();
        await _system.Admin.UntilAsync("a prompt is being computed", workers => workers.Sum(w => w.PromptTokensPrefilled) > before);
        await leaving.CancelAsync();
        // The first prompts may be done by the time that the report of their beginning has come; never all of them.
        var left = 0;
        foreach (var asked in asking) left += await HasLeftAsync(asked) ? 1 : 0;
        Assert.InRange(left, 1, clients);
        await _system.Admin.UntilIdleAsync();
        Assert.InRange(await PrefilledAsync() - before, 1, clients * 900 - 1);
    }

    private static async Task<bool> HasLeftAsync(Task<AnswerStream> asked)
    {
        try
        {
            using var answered = await asked;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private async Task<long> DecodedAsync() => (await _system.Admin.WorkersAsync()).Sum(w => w.TokensDecoded);

    private async Task<long> PrefilledAsync() => (await _system.Admin.WorkersAsync()).Sum(w => w.PromptTokensPrefilled);
}
