using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Generation;

/// <summary>Asks a request's grain for plans, and again while no silo answers or the request waits in the router's queue, until the deadline.</summary>
internal sealed partial class RequestPlans(IGrainFactory grains, TimeProvider time, ILogger<RequestPlans> logger)
{
    private static readonly TimeSpan s_siloRetry = TimeSpan.FromMilliseconds(100);

    public Task<RoutePlan> StartAsync(GenerationInput input, StartRequest request, CancellationToken cancellation) =>
        UntilPlacedAsync(input, grain => grain.Start(request), cancellation);

    /// <param name="input">The choice.</param>
    /// <param name="request">Makes the question; called anew for each try, so that it can leave out what no longer holds.</param>
    /// <param name="cancellation">The client has gone.</param>
    public Task<RoutePlan> RecoverAsync(GenerationInput input, Func<RecoverRequest> request, CancellationToken cancellation) =>
        UntilPlacedAsync(input, grain => grain.Recover(request()), cancellation);

    /// <summary>One question, without waiting for a place; null when the answer is not an assignment.</summary>
    public async Task<RoutePlan.Assigned?> TryRecoverAsync(GenerationInput input, RecoverRequest request)
    {
        try
        {
            return await Grain(input).Recover(request) as RoutePlan.Assigned;
        }
        catch (Exception e)
        {
            LogNoAnswer(input.Request, e.Message);
            return null;
        }
    }

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

    private IRequestGrain Grain(GenerationInput input) => grains.GetGrain<IRequestGrain>(RequestGrainKey.For(input.Pool, input.Request));

    private async Task<RoutePlan> UntilPlacedAsync(GenerationInput input, Func<IRequestGrain, Task<RoutePlan>> ask, CancellationToken cancellation)
    {
        while (true)
        {
            var pause = s_siloRetry;
            try
            {
                var plan = await ask(Grain(input));
                if (plan is not RoutePlan.Wait wait) return plan;
                pause = wait.AskAgainAfter;
            }
            catch (Exception e)
            {
                cancellation.ThrowIfCancellationRequested();
                LogNoAnswer(input.Request, e.Message);
            }
            if (time.GetUtcNow() + pause > input.Deadline) return new RoutePlan.Refused($"no worker was free before the deadline ({input.Deadline:O})", TimeSpan.FromSeconds(1));
            await Task.Delay(pause, time, cancellation);
        }
    }

    [LoggerMessage(LogLevel.Warning, "request {Request}: no answer from the cluster: {Reason}")]
    private partial void LogNoAnswer(RequestId request, string reason);
}
