using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Generation;

/// <summary>Asks a request's grain for plans and tells it how choices end.</summary>
internal sealed partial class RequestPlans(IGrainFactory grains, ILogger<RequestPlans> logger)
{
    /// <summary>One question for the first plan; null when no silo answers.</summary>
    public Task<RoutePlan?> StartAsync(GenerationInput input, StartRequest question) => AskAsync(input, grain => grain.Start(question));

    /// <summary>One question for another plan; null when no silo answers.</summary>
    public Task<RoutePlan?> RecoverAsync(GenerationInput input, RecoverRequest question) => AskAsync(input, grain => grain.Recover(question));

    /// <summary>Notes the end of a choice; off the latency path, and lost if no silo answers.</summary>
    public void Finished(string pool, RequestId request, RequestOutcome outcome) => _ = SayAsync(pool, request, grain => grain.Finished(outcome));

    /// <summary>Forbids further attempts: nobody wants the answer any more.</summary>
    public void Cancel(string pool, RequestId request) => _ = SayAsync(pool, request, grain => grain.Cancel());

    private async Task SayAsync(string pool, RequestId request, Func<IRequestGrain, Task> say)
    {
        try
        {
            await say(grains.GetGrain<IRequestGrain>(RequestGrainKey.For(pool, request)));
        }
        catch (Exception e)
        {
            LogNoAnswer(request, e.Message);
        }
    }

    private async Task<RoutePlan?> AskAsync(GenerationInput input, Func<IRequestGrain, Task<RoutePlan>> ask)
    {
        try
        {
            return await ask(grains.GetGrain<IRequestGrain>(RequestGrainKey.For(input.Pool, input.Request)));
        }
        catch (Exception e)
        {
            LogNoAnswer(input.Request, e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "request {Request}: no answer from the cluster: {Reason}")]
    private partial void LogNoAnswer(RequestId request, string reason);
}
