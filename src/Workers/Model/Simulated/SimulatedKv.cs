using System.Buffers.Binary;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>
/// The simulated cache. A token's key is its layer's <see cref="TokenState"/>, its value the token and its position; whatever else the layout
/// has room for is zero and is not kept. So a block proves by itself that it stands behind the block before it.
/// </summary>
internal sealed class SimulatedKv(KvLayout layout, int seed)
{
    private const int KeyBytes = 8;

    // [layer, block, token in it].
    private readonly ulong[] _states = new ulong[(long)layout.Layers * layout.Blocks * KvLayout.BlockSize];
    private readonly int[] _tokens = new int[(long)layout.Layers * layout.Blocks * KvLayout.BlockSize];
    private readonly int[] _positions = new int[(long)layout.Layers * layout.Blocks * KvLayout.BlockSize];

    // [layer, block]: written from outside, not looked through since.
    private readonly bool[] _isForeign = new bool[(long)layout.Layers * layout.Blocks];

    public void Read(int block, int layer, int tokens, Span<byte> keys, Span<byte> values)
    {
        Check(block, layer, tokens, keys.Length, values.Length);
        keys.Clear();
        values.Clear();
        for (var i = 0; i < tokens; i++)
        {
            var at = At(layer, block, i);
            BinaryPrimitives.WriteUInt64LittleEndian(keys[(i * layout.TokenBytes)..], _states[at]);
            BinaryPrimitives.WriteInt32LittleEndian(values[(i * layout.TokenBytes)..], _tokens[at]);
            BinaryPrimitives.WriteInt32LittleEndian(values[(i * layout.TokenBytes + 4)..], _positions[at]);
        }
    }

    public void Write(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values)
    {
        Check(block, layer, tokens, keys.Length, values.Length);
        _isForeign[layer * layout.Blocks + block] = true;
        for (var i = 0; i < tokens; i++)
        {
            var at = At(layer, block, i);
            _states[at] = BinaryPrimitives.ReadUInt64LittleEndian(keys[(i * layout.TokenBytes)..]);
            _tokens[at] = BinaryPrimitives.ReadInt32LittleEndian(values[(i * layout.TokenBytes)..]);
            _positions[at] = BinaryPrimitives.ReadInt32LittleEndian(values[(i * layout.TokenBytes + 4)..]);
        }
    }

    /// <summary>Writes a sequence's new tokens behind those that it has.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="slice">Where they lie.</param>
    /// <param name="tokens">[slice.Count].</param>
    /// <param name="wrong">What is wrong with the blocks that it has; null when nothing is.</param>
    /// <returns>The layer's state behind the last token; <see cref="TokenState.Broken"/> when something was wrong.</returns>
    public ulong Extend(int layer, in SequenceSlice slice, ReadOnlySpan<int> tokens, ref string? wrong)
    {
        var blocks = slice.Blocks.Span;
        var state = Before(layer, blocks, slice.Start, ref wrong);
        for (var i = 0; i < tokens.Length; i++)
        {
            var position = slice.Start + i;
            var at = At(layer, blocks[position / KvLayout.BlockSize], position % KvLayout.BlockSize);
            state = TokenState.Next(state, tokens[i]);
            (_states[at], _tokens[at], _positions[at]) = (state, tokens[i], position);
            if (position % KvLayout.BlockSize == 0) _isForeign[layer * layout.Blocks + blocks[position / KvLayout.BlockSize]] = false;
        }
        return state;
    }

    // Walks over all blocks before the new tokens, as attention does: each must begin where the one before it ends.
    private ulong Before(int layer, ReadOnlySpan<int> blocks, int length, ref string? wrong)
    {
        var state = TokenState.Start(seed, layer);
        for (var start = 0; start < length; start += KvLayout.BlockSize)
        {
            var block = blocks[start / KvLayout.BlockSize];
            var count = Math.Min(KvLayout.BlockSize, length - start);
            ref var isForeign = ref _isForeign[layer * layout.Blocks + block];
            // What was computed here is known to hold together; only its place is looked at.
            for (var i = 0; i < (isForeign ? count : 1); i++)
            {
                var at = At(layer, block, i);
                state = TokenState.Next(state, _tokens[at]);
                if (_states[at] == state && _positions[at] == start + i) continue;
                wrong = $"layer {layer}, KV block {block}: what lies at position {start + i} is token {_tokens[at]} at {_positions[at]}, behind other tokens than those before it";
                return TokenState.Broken;
            }
            if (count == KvLayout.BlockSize) isForeign = false;
            state = _states[At(layer, block, count - 1)];
        }
        return state;
    }

    private int At(int layer, int block, int token) => (layer * layout.Blocks + block) * KvLayout.BlockSize + token;

    private void Check(int block, int layer, int tokens, int keyBytes, int valueBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)layout.Blocks, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)layout.Layers, nameof(layer));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)tokens, (uint)KvLayout.BlockSize, nameof(tokens));
        if (layout.TokenBytes < KeyBytes || keyBytes != tokens * layout.TokenBytes || valueBytes != keyBytes)
            throw new ArgumentException($"{tokens} tokens have {tokens * layout.TokenBytes} bytes of keys and of values, not {keyBytes} and {valueBytes}");
    }
}
