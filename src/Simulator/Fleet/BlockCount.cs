using System.Collections;

namespace Orchestrator.Simulator.Fleet;

/// <summary>Some blocks of which a plan needs the number alone: nobody has to give any back.</summary>
internal sealed class BlockCount(int count) : IReadOnlyList<int>
{
    public int Count { get; } = count;

    public int this[int index] => throw new InvalidOperationException("these blocks are counted, not named");

    public IEnumerator<int> GetEnumerator() => throw new InvalidOperationException("these blocks are counted, not named");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
