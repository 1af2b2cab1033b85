using Orchestrator.Contracts.Requests;

namespace Orchestrator.Workers.Engine;

/// <summary>Room reserved for KV that is on its way, by attempt.</summary>
internal sealed class ImportTable
{
    private readonly Dictionary<AttemptKey, KvImport> _imports = [];

    public int Count => _imports.Count;

    public IEnumerable<KvImport> All => _imports.Values;

    public KvImport? Find(AttemptKey key) => _imports.GetValueOrDefault(key);

    public void Add(KvImport import) => _imports.Add(import.Key, import);

    public void Remove(KvImport import) => _imports.Remove(import.Key);
}
