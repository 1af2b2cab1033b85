using Orchestrator.Contracts.Requests;

namespace Orchestrator.Workers.Engine;

/// <summary>The sequences of a worker, at most one attempt of each choice: a newer attempt replaces an older one.</summary>
internal sealed class SequenceTable
{
    private readonly Dictionary<(RequestId Request, int Choice), Sequence> _sequences = [];

    public int Count => _sequences.Count;

    public IEnumerable<Sequence> All => _sequences.Values;

    /// <summary>The sequence of exactly this attempt.</summary>
    public Sequence? Find(AttemptKey key) => Newest(key) is { } sequence && sequence.Key.Attempt == key.Attempt ? sequence : null;

    /// <summary>The sequence of this choice, whatever its attempt.</summary>
    public Sequence? Newest(AttemptKey key) => _sequences.GetValueOrDefault((key.Request, key.Choice));

    public void Add(Sequence sequence) => _sequences.Add((sequence.Key.Request, sequence.Key.Choice), sequence);

    public void Remove(Sequence sequence) => _sequences.Remove((sequence.Key.Request, sequence.Key.Choice));
}
