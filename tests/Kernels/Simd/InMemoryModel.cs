using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Orchestrator.ModelFiles;

namespace Orchestrator.Kernels.Simd;

/// <summary>A model of any shape with random weights, in memory: for machines without model files.</summary>
internal sealed unsafe class InMemoryModel : ModelFile
{
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly List<nint> _memory = [];
    private readonly Random _random;

    public InMemoryModel(ModelConfig config, TensorType type, int seed, bool tied = false)
    {
        Config = config;
        _random = new Random(seed);
        Add("token_embd.weight", type, config.Vocab, config.Hidden);
        Norm("output_norm.weight", config.Hidden);
        if (tied) _tensors["output.weight"] = _tensors["token_embd.weight"];
        else Add("output.weight", type, config.Vocab, config.Hidden);
        int query = config.Heads * config.HeadDim, key = config.KvHeads * config.HeadDim;
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"blk.{layer}.";
            Norm(prefix + "attn_norm.weight", config.Hidden);
            Norm(prefix + "ffn_norm.weight", config.Hidden);
            Add(prefix + "attn_q.weight", type, query, config.Hidden);
            Add(prefix + "attn_k.weight", type, key, config.Hidden);
            Add(prefix + "attn_v.weight", type, key, config.Hidden);
            Add(prefix + "attn_output.weight", type, config.Hidden, query);
            Add(prefix + "ffn_gate.weight", type, config.FeedForward, config.Hidden);
            Add(prefix + "ffn_up.weight", type, config.FeedForward, config.Hidden);
            Add(prefix + "ffn_down.weight", type, config.Hidden, config.FeedForward);
            if (config.Architecture == "qwen2")
            {
                Add(prefix + "attn_q.bias", TensorType.F32, 1, query);
                Add(prefix + "attn_k.bias", TensorType.F32, 1, key);
                Add(prefix + "attn_v.bias", TensorType.F32, 1, key);
            }
            if (config.Architecture == "qwen3")
            {
                Norm(prefix + "attn_q_norm.weight", config.HeadDim);
                Norm(prefix + "attn_k_norm.weight", config.HeadDim);
            }
        }
    }

    public override ModelConfig Config { get; }

    public static ModelConfig Shape(string architecture, int layers, int hidden, int heads, int kvHeads, int headDim, int feedForward, int vocab, RopePairing pairing) => new()
    {
        Architecture = architecture,
        Name = $"random {architecture}",
        Layers = layers,
        Hidden = hidden,
        Heads = heads,
        KvHeads = kvHeads,
        HeadDim = headDim,
        FeedForward = feedForward,
        Vocab = vocab,
        ContextLength = 4096,
        RmsEpsilon = 1e-5f,
        Rope = new(pairing, [.. Enumerable.Range(0, headDim / 2).Select(i => (float)Math.Pow(10000, -2.0 * i / headDim))]),
    };

    public override bool TryGetTensor(string name, [NotNullWhen(true)] out Tensor? tensor) => _tensors.TryGetValue(name, out tensor);

    protected override void Dispose(bool disposing)
    {
        foreach (var block in _memory) NativeMemory.AlignedFree((void*)block);
        _memory.Clear();
    }

    private void Norm(string name, int length)
    {
        Add(name, TensorType.F32, 1, length);
        var weights = (float*)_tensors[name].Data;
        for (var i = 0; i < length; i++) weights[i] += 1;
    }

    // Weights of variance 1 / columns, as trained ones roughly have.
    private void Add(string name, TensorType type, int rows, int columns)
    {
        var rowBytes = TensorTypes.RowBytes(type, columns);
        var data = (byte*)NativeMemory.AlignedAlloc((nuint)(rows * rowBytes), 64);
        _memory.Add((nint)data);
        var scale = (float)Math.Sqrt(3.0 / columns);
        for (var row = 0; row < rows; row++) Encode(type, columns, scale, data + row * rowBytes);
        _tensors[name] = new(name, type, rows, columns) { Data = data };
    }

    private float Next(float scale) => (_random.NextSingle() * 2 - 1) * scale;

    private void Encode(TensorType type, int columns, float scale, byte* row)
    {
        switch (type)
        {
            case TensorType.F32:
                for (var i = 0; i < columns; i++) ((float*)row)[i] = Next(scale);
                break;
            case TensorType.F16:
                for (var i = 0; i < columns; i++) ((Half*)row)[i] = (Half)Next(scale);
                break;
            case TensorType.BF16:
                for (var i = 0; i < columns; i++) ((ushort*)row)[i] = (ushort)(BitConverter.SingleToUInt32Bits(Next(scale)) >> 16);
                break;
            default:
                // Quantised: any bits are valid numbers, as long as the scales are.
                _random.NextBytes(new Span<byte>(row, checked((int)TensorTypes.RowBytes(type, columns))));
                foreach (var (at, size) in Scales(type, columns)) *(Half*)(row + at) = (Half)(scale / size * (0.5f + _random.NextSingle()));
                break;
        }
    }

    // Where a row's half-precision scales lie, and the largest number that one multiplies.
    private static IEnumerable<(int At, float Size)> Scales(TensorType type, int columns)
    {
        var bytes = TensorTypes.BlockBytes(type);
        for (var block = 0; block < columns / TensorTypes.BlockLength(type); block++)
        {
            foreach (var (at, size) in type switch
            {
                TensorType.Q4_0 => [(0, 8f)],
                TensorType.Q4_1 => [(0, 15f), (2, -2f)],
                TensorType.Q5_0 => [(0, 16f)],
                TensorType.Q5_1 => [(0, 31f), (2, -2f)],
                TensorType.Q8_0 => [(0, 127f)],
                TensorType.Q2_K => [(80, 45f), (82, 30f)],
                TensorType.Q3_K => [(108, 128f)],
                TensorType.Q4_K => [(0, 945f), (2, 126f)],
                TensorType.Q5_K => [(0, 1953f), (2, 126f)],
                TensorType.Q6_K => [(208, 4096f)],
                _ => ((int At, float Size)[])[(0, 127f)],
            }) yield return (block * bytes + at, size);
        }
    }
}
