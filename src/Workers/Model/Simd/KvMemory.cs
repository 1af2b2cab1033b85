using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// The KV cache in native memory, allocated once: [layer, block, kind, KV head], where a head's keys of a block stand turned,
/// [HeadDim, BlockSize], so that one vector holds one dimension of eight positions, and its values straight, [BlockSize, HeadDim].
/// </summary>
internal sealed unsafe class KvMemory : IDisposable
{
    private const nuint Alignment = 64;
    private const int BlockSize = KvLayout.BlockSize;

    private readonly KvLayout _layout;
    private byte* _start;

    public KvMemory(KvLayout layout)
    {
        _layout = layout;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(layout.BlockBytes * layout.Blocks, 1), Alignment);
    }

    ~KvMemory() => Dispose();

    // Bytes of one head's keys or values in one block.
    private long HeadBytes => (long)BlockSize * _layout.HeadDim * _layout.ElementBytes;

    /// <summary>A head's keys of a block: [HeadDim, BlockSize].</summary>
    public byte* Keys(int layer, int block, int head) => _start + (((long)layer * _layout.Blocks + block) * 2 * _layout.KvHeads + head) * HeadBytes;

    /// <summary>A head's values of a block: [BlockSize, HeadDim].</summary>
    public byte* Values(int layer, int block, int head) => Keys(layer, block, _layout.KvHeads + head);

    /// <summary>Rounds one token's keys and values of one head into the cache.</summary>
    /// <param name="layer">Layer.</param>
    /// <param name="block">Block.</param>
    /// <param name="slot">Place in the block, 0 .. 15.</param>
    /// <param name="head">KV head.</param>
    /// <param name="key">[HeadDim].</param>
    /// <param name="value">[HeadDim].</param>
    public void Store(int layer, int block, int slot, int head, float* key, float* value)
    {
        byte* keys = Keys(layer, block, head), values = Values(layer, block, head);
        switch (_layout.Element)
        {
            case KvElement.F32: Store<float>(KvElement.F32, keys, values, slot, key, value); break;
            case KvElement.F16: Store<Half>(KvElement.F16, keys, values, slot, key, value); break;
            default: Store<ushort>(KvElement.BF16, keys, values, slot, key, value); break;
        }
    }

    /// <summary>Copies tokens out to, or in from, the seam's layout: [token, KV head, HeadDim].</summary>
    /// <param name="layer">Layer.</param>
    /// <param name="block">Block.</param>
    /// <param name="tokens">The block's first tokens.</param>
    /// <param name="keys">[tokens * TokenBytes].</param>
    /// <param name="values">[tokens * TokenBytes].</param>
    /// <param name="inward">Into the cache.</param>
    public void Copy(int layer, int block, int tokens, byte* keys, byte* values, bool inward)
    {
        var rowBytes = (long)_layout.HeadDim * _layout.ElementBytes;
        for (var token = 0; token < tokens; token++)
        {
            for (var head = 0; head < _layout.KvHeads; head++)
            {
                var apart = token * (long)_layout.TokenBytes + head * rowBytes;
                var stored = Values(layer, block, head) + token * rowBytes;
                if (inward) Buffer.MemoryCopy(values + apart, stored, rowBytes, rowBytes);
                else Buffer.MemoryCopy(stored, values + apart, rowBytes, rowBytes);
                if (_layout.ElementBytes == 4) Turn((uint*)Keys(layer, block, head) + token, (uint*)(keys + apart), inward);
                else Turn((ushort*)Keys(layer, block, head) + token, (ushort*)(keys + apart), inward);
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
        GC.SuppressFinalize(this);
    }

    // The element is a constant to each of its callers, so that the loop holds no choice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<T>(KvElement element, byte* keys, byte* values, int slot, float* key, float* value) where T : unmanaged
    {
        keys += slot * sizeof(T);
        values += (long)slot * _layout.HeadDim * sizeof(T);
        for (var d = 0; d < _layout.HeadDim; d++)
        {
            KvNumbers.Store(element, keys, (long)d * BlockSize, key[d]);
            KvNumbers.Store(element, values, d, value[d]);
        }
    }

    private void Turn<T>(T* column, T* row, bool inward) where T : unmanaged
    {
        for (var d = 0; d < _layout.HeadDim; d++)
        {
            if (inward) column[d * BlockSize] = row[d];
            else row[d] = column[d * BlockSize];
        }
    }
}
