using Orchestrator.Contracts.Pools;

namespace Orchestrator.Workers.Transfer;

/// <summary>Who this worker is to its peers.</summary>
public sealed record KvIdentity(string Pool, WorkerLife Life, string Fingerprint);
