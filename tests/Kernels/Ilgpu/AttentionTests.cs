using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class AttentionTests(Machine machine)
{
    private static readonly Shape s_shape = new(Heads: 4, KvHeads: 2, HeadDim: 64);

    // Sequence and position of each token: the second sequence has two neighbours of a prompt, the first a decoding token past one split.
    private static readonly (int Sequence, int Position)[] s_tokens = [(0, 262), (1, 0), (1, 33), (1, 34)];

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Tokens_attend_to_their_own_past_in_scattered_blocks(DeviceChoice device)
    {
        using var lab = new Lab(machine.Device(device));
        var (cache, q) = Make(s_shape);
        var y = lab.Put(new float[q.Length]);
        var (positions, tables, blocks) = Step(lab, cache);
        lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<byte>, ArrayView<float>, ArrayView<int>, ArrayView<int>, ArrayView<int>, int, int, int, int, float>(Attention.Run<F32Format>)(
            lab.Stream, 7, 7, lab.Put(q), Layer(lab, cache), y, positions, tables, blocks, s_tokens.Length, s_shape.Heads, s_shape.KvHeads, s_shape.HeadDim, s_shape.Scale);
        Check(s_shape, cache, q, lab.Get(y));
    }

    // Two heads to a key; six, which take two groups, with rows that do not fill a power of two of lanes.
    [Theory]
    [InlineData(4, 2, 64)]
    [InlineData(6, 1, 40)]
    public void Groups_agree_and_give_the_same_bits_whether_one_walks_all_splits_or_each_has_its_own(int heads, int kvHeads, int headDim)
    {
        var shape = new Shape(heads, kvHeads, headDim);
        using var device = Lab.DeviceWithWarps();
        using var lab = new Lab(device);
        var (cache, q) = Make(shape);
        ArrayView<float> prefilled = lab.Put(new float[q.Length]), decoded = lab.Put(new float[q.Length]);
        var (positions, tables, blocks) = Step(lab, cache);
        ArrayView<float> query = lab.Put(q), partials = lab.Put(new float[s_tokens.Length * heads * 3 * (headDim + 2)]);
        var layer = Layer(lab, cache);
        var groups = s_tokens.Length * AttentionSplit.Groups(heads, kvHeads);
        var accelerator = lab.Accelerator;

        accelerator.LoadKernel<ArrayView<float>, ArrayView<byte>, ArrayView<float>, ArrayView<int>, ArrayView<int>, ArrayView<int>, int, int, int, float>(AttentionPrefill.Run<F32Format>)(
            lab.Stream, new KernelConfig(groups, AttentionSplit.Threads), query, layer, prefilled, positions, tables, blocks, heads, kvHeads, headDim, shape.Scale);
        accelerator.LoadKernel<ArrayView<float>, ArrayView<byte>, ArrayView<float>, ArrayView<int>, ArrayView<int>, ArrayView<int>, int, int, int, int, float>(AttentionDecode.Run<F32Format>)(
            lab.Stream, new KernelConfig(groups * 3, AttentionSplit.Threads), query, layer, partials, positions, tables, blocks, heads, kvHeads, headDim, 3, shape.Scale);
        accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<float>, ArrayView<int>, int, int, int, int>(AttentionDecode.Merge)(
            lab.Stream, 32, 32, partials, decoded, positions, s_tokens.Length, heads, headDim, 3);

        Check(shape, cache, q, lab.Get(prefilled));
        Assert.Equal(lab.Get(prefilled), lab.Get(decoded));
    }

    // A second tile of positions; a head of two chunks; tokens that leave a tile's last rows empty.
    [Fact]
    public void Tensor_cores_agree_to_the_digits_of_halves()
    {
        var random = TestRandom.Create();
        const int Heads = 2, KvHeads = 1, HeadDim = 64, Start = 29, Count = 11;
        var cache = new PagedCache(random, [5, Start + Count], KvHeads, HeadDim);
        var q = random.Floats((1 + Count) * Heads * HeadDim);
        using var device = Lab.DeviceWithWarps(tensorCores: true);
        using var lab = new Lab(device);
        var y = lab.Put(new float[q.Length]);
        var layer = lab.Put(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(cache.Layer()).ToArray());
        int[] positions = [4, .. Enumerable.Range(Start, Count)], tables = [0, .. Enumerable.Repeat(1, Count)], blocks = [.. cache.Tables[0], .. cache.Tables[1]];
        lab.Accelerator.LoadKernel<ArrayView<float>, ArrayView<byte>, ArrayView<float>, ArrayView<int>, ArrayView<int>, ArrayView<int>, ArrayView<int>, int, int, int, float>(TensorAttention.Run<F32Format>)(
            lab.Stream, new KernelConfig(new Index3D(Heads, 1, 1), new Index3D(TensorAttention.Threads, 1, 1)), lab.Put(q), layer, y, lab.Put(positions), lab.Put(tables), lab.Put(blocks), lab.Put([1, Count]), Heads, KvHeads, HeadDim, 1 / MathF.Sqrt(HeadDim));
        var result = lab.Get(y);
        Assert.All(result[..(Heads * HeadDim)], number => Assert.Equal(0, number));
        for (var i = Heads; i < (1 + Count) * Heads; i++)
        {
            var expected = cache.Attend(1, positions[i / Heads], q.AsSpan(i * HeadDim, HeadDim), 0);
            for (var d = 0; d < HeadDim; d++) Assert.Equal(expected[d], result[i * HeadDim + d], 2e-3);
        }
    }

    private static (PagedCache Cache, float[] Q) Make(Shape shape)
    {
        var random = TestRandom.Create();
        return (new PagedCache(random, [263, 35], shape.KvHeads, shape.HeadDim), random.Floats(s_tokens.Length * shape.Heads * shape.HeadDim));
    }

    private static ArrayView<byte> Layer(Lab lab, PagedCache cache) => lab.Put(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(cache.Layer()).ToArray());

    private static (ArrayView<int> Positions, ArrayView<int> Tables, ArrayView<int> Blocks) Step(Lab lab, PagedCache cache) => (
        lab.Put(s_tokens.Select(token => token.Position).ToArray()),
        lab.Put(s_tokens.Select(token => token.Sequence * cache.Tables[0].Length).ToArray()),
        lab.Put(cache.Tables.SelectMany(table => table).ToArray()));

    private static void Check(Shape shape, PagedCache cache, float[] q, float[] y)
    {
        var (heads, kvHeads, headDim) = shape;
        for (var i = 0; i < s_tokens.Length * heads; i++)
        {
            var (sequence, position) = s_tokens[i / heads];
            var expected = cache.Attend(sequence, position, q.AsSpan(i * headDim, headDim), i % heads * kvHeads / heads);
            for (var d = 0; d < headDim; d++) Assert.Equal(expected[d], y[i * headDim + d], 2e-6);
        }
    }

    private sealed record Shape(int Heads, int KvHeads, int HeadDim)
    {
        public float Scale => 1 / MathF.Sqrt(HeadDim);
    }
}
