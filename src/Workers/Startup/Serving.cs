using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Startup;

/// <summary>A worker that has loaded its model: the running engine and who it is to its peers.</summary>
public sealed record Serving(EngineLoop Engine, KvIdentity Identity, KvLayout Kv, KvTraffic Traffic, string Device, int MaxContext, int MaxSequences);
