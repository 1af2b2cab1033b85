using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;

namespace Orchestrator.Kernels.Simd;

/// <summary>The forward pass from the papers' formulas: one sequence, double precision, no cache, nothing shared with the kernels but the decoding of weights.</summary>
/// <param name="model">The weights.</param>
/// <param name="round">What happens to a matrix's input, by how the matrix is stored; null for nothing.</param>
internal sealed class ReferenceModel(ModelFile model, Func<double[], TensorType, double[]>? round = null)
{
    private readonly ModelConfig _config = model.Config;
    private readonly Dictionary<string, Matrix> _found = [];

    /// <summary>[tokens][vocab].</summary>
    public double[][] Logits(int[] tokens)
    {
        var embedding = Find("token_embd.weight")!.Rows;
        var states = tokens.Select(token => (double[])embedding[token].Clone()).ToArray();
        for (var layer = 0; layer < _config.Layers; layer++)
        {
            var prefix = $"blk.{layer}.";
            Attend(states, prefix);
            FeedForward(states, prefix);
        }
        var (norm, output) = (Find("output_norm.weight")!.Rows[0], Find("output.weight")!);
        return [.. states.Select(state => Times(output, Norm(state, norm)))];
    }

    private void Attend(double[][] states, string prefix)
    {
        var norm = Find(prefix + "attn_norm.weight")!.Rows[0];
        var queries = Project(states, norm, prefix, "q", _config.Heads, turned: true);
        var keys = Project(states, norm, prefix, "k", _config.KvHeads, turned: true);
        var values = Project(states, norm, prefix, "v", _config.KvHeads, turned: false);
        var output = Find(prefix + "attn_output.weight")!;
        for (var position = 0; position < states.Length; position++)
        {
            var heads = Enumerable.Range(0, _config.Heads).SelectMany(head =>
            {
                var kvHead = head / (_config.Heads / _config.KvHeads);
                var scores = Enumerable.Range(0, position + 1)
                    .Select(p => queries[position][head].Zip(keys[p][kvHead], (a, b) => a * b).Sum() / Math.Sqrt(_config.HeadDim)).ToArray();
                var weights = scores.Select(s => Math.Exp(s - scores.Max())).ToArray();
                return Enumerable.Range(0, _config.HeadDim)
                    .Select(d => Enumerable.Range(0, position + 1).Sum(p => weights[p] * values[p][kvHead][d]) / weights.Sum());
            }).ToArray();
            states[position] = Plus(states[position], Times(output, heads));
        }
    }

    // [position][head][dimension]
    private double[][][] Project(double[][] states, double[] norm, string prefix, string which, int heads, bool turned)
    {
        var weights = Find($"{prefix}attn_{which}.weight")!;
        var bias = Find($"{prefix}attn_{which}.bias")?.Rows[0];
        var headNorm = Find($"{prefix}attn_{which}_norm.weight")?.Rows[0];
        return [.. states.Select((state, position) =>
        {
            var row = Times(weights, Norm(state, norm));
            if (bias is not null) row = Plus(row, bias);
            return Enumerable.Range(0, heads).Select(head =>
            {
                var vector = row[(head * _config.HeadDim)..((head + 1) * _config.HeadDim)];
                if (headNorm is not null) vector = Norm(vector, headNorm);
                return turned ? Turn(vector, position) : vector;
            }).ToArray();
        })];
    }

    private double[] Turn(double[] head, int position)
    {
        var turned = (double[])head.Clone();
        var pairs = _config.Rope.InverseFrequencies.Length;
        for (var i = 0; i < pairs; i++)
        {
            var (first, second) = _config.Rope.Pairing == RopePairing.Interleaved ? (2 * i, 2 * i + 1) : (i, i + pairs);
            var (sin, cos) = Math.SinCos(position * (double)_config.Rope.InverseFrequencies[i]);
            turned[first] = head[first] * cos - head[second] * sin;
            turned[second] = head[first] * sin + head[second] * cos;
        }
        return turned;
    }

    private void FeedForward(double[][] states, string prefix)
    {
        var norm = Find(prefix + "ffn_norm.weight")!.Rows[0];
        var (gate, up, down) = (Find(prefix + "ffn_gate.weight")!, Find(prefix + "ffn_up.weight")!, Find(prefix + "ffn_down.weight")!);
        for (var position = 0; position < states.Length; position++)
        {
            var input = Norm(states[position], norm);
            var gated = Times(gate, input).Zip(Times(up, input), (g, u) => g / (1 + Math.Exp(-g)) * u).ToArray();
            states[position] = Plus(states[position], Times(down, gated));
        }
    }

    private double[] Norm(double[] x, double[] weight)
    {
        var scale = 1 / Math.Sqrt(x.Average(v => v * v) + _config.RmsEpsilon);
        return [.. x.Zip(weight, (v, w) => v * scale * w)];
    }

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private double[] Times(Matrix matrix, double[] x)
    {
        var input = round is null ? x : round(x, matrix.Type);
        return [.. matrix.Rows.Select(row => row.Zip(input, (w, v) => w * v).Sum())];
    }

    private Matrix? Find(string name)
    {
        if (_found.TryGetValue(name, out var known)) return known;
        if (!model.TryGetTensor(name, out var tensor)) return null;
        return _found[name] = new(tensor.Type, [.. Enumerable.Range(0, tensor.Rows).Select(row =>
        {
            var floats = new float[tensor.Columns];
            Dequantizer.Row(tensor.Type, tensor.Row(row), floats);
            return floats.Select(f => (double)f).ToArray();
        })]);
    }

    private sealed record Matrix(TensorType Type, double[][] Rows);
}
