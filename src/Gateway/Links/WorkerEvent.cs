using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Gateway.Links;

/// <summary>What a link tells a generation: a worker's word on one attempt, or the end of the link itself.</summary>
internal abstract record WorkerEvent(WorkerLife From, AttemptKey Key)
{
    public sealed record Accepted(WorkerLife From, AttemptKey Key) : WorkerEvent(From, Key);

    public sealed record Refused(WorkerLife From, AttemptKey Key, Contracts.Protocol.Refused.Types.Reason Reason, string Detail) : WorkerEvent(From, Key);

    // Cached: prompt tokens that the worker did not have to compute.
    public sealed record Token(WorkerLife From, AttemptKey Key, int Index, int Id, Logprobs? Logprobs, int Cached = 0) : WorkerEvent(From, Key);

    public sealed record Ended(WorkerLife From, AttemptKey Key, Contracts.Protocol.Ended.Types.Reason Reason, int Tokens, string Detail) : WorkerEvent(From, Key);

    public sealed record HandedOff(WorkerLife From, AttemptKey Key) : WorkerEvent(From, Key);

    public sealed record TransferFailed(WorkerLife From, AttemptKey Key, string Detail) : WorkerEvent(From, Key);

    public sealed record LinkLost(WorkerLife From, AttemptKey Key, string Detail) : WorkerEvent(From, Key);
}
