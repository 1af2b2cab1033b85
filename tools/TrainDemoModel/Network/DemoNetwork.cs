using TorchSharp;
using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Network;

/// <summary>
/// A Llama network: RMS norms, rotary positions, grouped-query attention, SwiGLU, the embedding also as output matrix. Weights are float32;
/// with half, matrix products and attention are computed in bfloat16, and sums over layers and norms in float32.
/// </summary>
internal sealed class DemoNetwork : IDisposable
{
    private readonly NetworkShape _shape;
    private readonly Rotation _rotation;
    private readonly LayerWeights[] _layers;
    private readonly Tensor _embedding, _norm;
    private readonly bool _half;

    public DemoNetwork(NetworkShape shape, ulong seed, Device device, bool half)
    {
        _shape = shape;
        _half = half;
        _rotation = new Rotation(shape, device);
        using var random = new Generator(seed, torch.CPU);
        // GPT-2's scheme: what is added to the residual stream starts smaller the more layers add.
        var spread = 0.02f * MathF.Sqrt(512f / shape.Hidden);
        var added = spread / MathF.Sqrt(2f * shape.Layers);
        var (hidden, keys) = (shape.Hidden, shape.KvHeads * shape.HeadDim);
        _embedding = Matrix(shape.Vocab, hidden, 0.02f);
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new LayerWeights(
            Ones(), Matrix(hidden, hidden, spread), Matrix(keys, hidden, spread), Matrix(keys, hidden, spread), Matrix(hidden, hidden, added),
            Ones(), Matrix(shape.FeedForward, hidden, spread), Matrix(shape.FeedForward, hidden, spread), Matrix(hidden, shape.FeedForward, added)))];
        _norm = Ones();

        Tensor Matrix(int rows, int columns, float deviation) => Trained(randn([rows, columns], generator: random) * deviation);
        Tensor Ones() => Trained(ones(hidden));
        Tensor Trained(Tensor start)
        {
            var weight = start.to(device).detach().requires_grad_(true);
            weight.DetachFromDisposeScope();
            return weight;
        }
    }

    public NetworkShape Shape => _shape;

    /// <summary>All weights with their names in a GGUF file, in the order of the file.</summary>
    public IEnumerable<(string Name, Tensor Weight)> Named =>
        _layers.SelectMany((layer, index) => layer.Named.Select(weight => ($"blk.{index}.{weight.Name}.weight", weight.Weight)))
            .Prepend(("token_embd.weight", _embedding)).Append(("output_norm.weight", _norm));

    /// <summary>
    /// tokens: int64, [batch, tokens]. The hidden state of every token after the last norm, [batch, tokens, hidden].
    /// With <paramref name="cache"/> the tokens follow those that it holds.
    /// </summary>
    public Tensor Forward(Tensor tokens, KeyValueCache? cache = null)
    {
        var position = cache?.Length ?? 0;
        var x = _embedding.index_select(0, tokens.reshape(-1)).view(tokens.shape[0], tokens.shape[1], _shape.Hidden);
        for (var index = 0; index < _layers.Length; index++)
        {
            var layer = _layers[index];
            x = x + Attention(Norm(x, layer.AttentionNorm), layer, index, position, cache);
            var normed = Lower(Norm(x, layer.FeedForwardNorm));
            x = x + Product(nn.functional.silu(Product(normed, layer.Gate)) * Product(normed, layer.Up), layer.Down).to(float32);
        }
        cache?.Advance((int)tokens.shape[1]);
        return Norm(x, _norm);
    }

    /// <summary>hidden: [rows, hidden]. Logits in float32, [rows, vocabulary].</summary>
    public Tensor Logits(Tensor hidden) => Product(Lower(hidden), _embedding).to(float32);

    public void Dispose()
    {
        foreach (var (_, weight) in Named) weight.Dispose();
        _rotation.Dispose();
    }

    private Tensor Attention(Tensor x, LayerWeights layer, int index, int position, KeyValueCache? cache)
    {
        var (batch, length) = (x.shape[0], x.shape[1]);
        var lowered = Lower(x);
        var queries = Lower(_rotation.Apply(Heads(Product(lowered, layer.Query), _shape.Heads).to(float32), position)).transpose(1, 2);
        var keys = Lower(_rotation.Apply(Heads(Product(lowered, layer.Key), _shape.KvHeads).to(float32), position)).transpose(1, 2);
        var values = Heads(Product(lowered, layer.Value), _shape.KvHeads).transpose(1, 2);
        if (cache is not null) (keys, values) = cache.Append(index, keys, values);
        var mixed = nn.functional.scaled_dot_product_attention(queries, Shared(keys), Shared(values), is_casual: length > 1);
        return Product(mixed.transpose(1, 2).reshape(batch, length, _shape.Hidden), layer.Output).to(float32);

        Tensor Heads(Tensor flat, int heads) => flat.view(batch, length, heads, _shape.HeadDim);
    }

    // Each head of keys serves Heads / KvHeads neighbouring heads of queries.
    private Tensor Shared(Tensor heads)
    {
        if (_shape.Heads == _shape.KvHeads) return heads;
        var sizes = heads.shape;
        return heads.unsqueeze(2).expand(sizes[0], sizes[1], _shape.Heads / _shape.KvHeads, sizes[2], sizes[3]).reshape(sizes[0], _shape.Heads, sizes[2], sizes[3]);
    }

    private static Tensor Norm(Tensor x, Tensor gain) => x * (x.square().mean([-1], keepdim: true) + NetworkShape.NormEpsilon).rsqrt() * gain;

    private Tensor Product(Tensor x, Tensor weight) => nn.functional.linear(x, Lower(weight));

    private Tensor Lower(Tensor x) => _half ? x.to(bfloat16) : x;
}
