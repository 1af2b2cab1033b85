namespace Orchestrator.Workers.KvCache;

/// <summary>The number type in which keys and values are kept (--kv-type).</summary>
public enum KvElement { F32, F16, BF16 }
