using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>Batches of sequences that lie one behind the other in the cache; their tokens do not matter.</summary>
internal static class Batches
{
    public static Batch Of(params (int Start, int Count, bool Logit)[] parts)
    {
        var slices = new List<SequenceSlice>();
        var rows = new List<int>();
        var (row, block) = (0, 0);
        foreach (var (start, count, logit) in parts)
        {
            var blocks = (start + count + KvLayout.BlockSize - 1) / KvLayout.BlockSize;
            slices.Add(new SequenceSlice(row, start, count, Enumerable.Range(block, blocks).ToArray()));
            (row, block) = (row + count, block + blocks);
            if (logit) rows.Add(row - 1);
        }
        return new Batch { Tokens = [.. Enumerable.Range(3, row)], Sequences = [.. slices], LogitRows = [.. rows] };
    }
}
