using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Links;

/// <summary>What a generation hears while it runs: a worker's word on one attempt, the end of a link, or the answer to what was asked beside it.</summary>
internal abstract record WorkerEvent(WorkerLife From, AttemptKey Key)
{
    public sealed record Accepted(WorkerLife From, AttemptKey Key) : WorkerEvent(From, Key);

    public sealed record Refused(WorkerLife From, AttemptKey Key, Contracts.Protocol.Refused.Types.Reason Reason, string Detail) : WorkerEvent(From, Key);

    // Cached: prompt tokens that the worker did not have to compute.
    public sealed record Token(WorkerLife From, AttemptKey Key, int Index, int Id, Logprobs? Logprobs, int Cached = 0) : WorkerEvent(From, Key);

    public sealed record Ended(WorkerLife From, AttemptKey Key, Contracts.Protocol.Ended.Types.Reason Reason, int Tokens, string Detail) : WorkerEvent(From, Key);

    public sealed record HandedOff(WorkerLife From, AttemptKey Key) : WorkerEvent(From, Key);

    public sealed record TransferFailed(WorkerLife From, AttemptKey Key, string Detail) : WorkerEvent(From, Key);

    // The worker would rather not go on with it.
    public sealed record Leaving(WorkerLife From, AttemptKey Key) : WorkerEvent(From, Key);

    // A place for the answer that runs at From, with its link; null when there is none.
    public sealed record Placed(WorkerLife From, AttemptKey Key, RoutePlan.Assigned? Plan) : WorkerEvent(From, Key);

    public sealed record LinkLost(WorkerLife From, AttemptKey Key, string Detail) : WorkerEvent(From, Key);
}
