using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>What a generation has to react to.</summary>
internal abstract record Happening
{
    private Happening() { }

    /// <summary>A worker's word, or the end of its link.</summary>
    public sealed record WorkerSaid(WorkerEvent Event) : Happening;

    /// <summary>The request's grain has answered; null when no silo did.</summary>
    public sealed record Answered(RoutePlan? Plan) : Happening;

    /// <summary>The links of the last plan stand.</summary>
    public sealed record Connected : Happening;

    /// <summary>A worker of the last plan cannot be reached.</summary>
    public sealed record Unreachable(WorkerLife Worker) : Happening;

    /// <summary>The client is so far behind that words of workers were lost.</summary>
    public sealed record Overran : Happening;

    /// <summary>The deadline is over, and no worker has said so.</summary>
    public sealed record DeadlinePassed : Happening;

    /// <summary>Nobody wants the rest of the answer.</summary>
    public sealed record ClientLeft : Happening;
}
