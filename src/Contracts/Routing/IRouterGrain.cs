using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orleans.Concurrency;

namespace Orchestrator.Contracts.Routing;

/// <summary>Decides which workers run a request. Key: the pool's name. It never awaits, so a decision takes microseconds.</summary>
[Alias("orchestrator.IRouterGrain")]
public interface IRouterGrain : IGrainWithStringKey
{
    /// <summary>Places one choice of a request; the same key gets the same answer again while the plan stands.</summary>
    [Alias("Route")]
    [ResponseTimeout("00:00:02")]
    Task<RoutePlan> Route(RouteQuery query);

    /// <summary>An answer has ended with so many tokens: part of the demand that the autoscaler asks for. One way, and lost with a router.</summary>
    [Alias("Ended")]
    [OneWay]
    Task Ended(int promptTokens, int answerTokens);

    /// <summary>What came and ended since the router's activation.</summary>
    [Alias("Demand")]
    [ResponseTimeout("00:00:02")]
    Task<PoolDemand> Demand();

    /// <summary>Takes a snapshot of the pool unless it already knows a newer one. One way: a lost snapshot is replaced by the next.</summary>
    [Alias("Update")]
    [OneWay]
    Task Update(PoolView view);
}
