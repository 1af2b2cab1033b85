using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>A model's weights on a device.</summary>
public sealed class DeviceWeights : IDisposable
{
    private readonly WeightUpload _upload;

    private DeviceWeights(ModelFile model, WeightUpload upload)
    {
        _upload = upload;
        Config = model.Config;
        Embedding = upload.Matrix(TensorNames.Embedding);
        Layers = [.. Enumerable.Range(0, model.Config.Layers).Select(layer => Layer(upload, layer))];
        OutputNorm = upload.Vector(TensorNames.OutputNorm)!;
        Output = upload.Matrix(TensorNames.Output);
    }

    public ModelConfig Config { get; }
    public DeviceTensor Embedding { get; }
    public IReadOnlyList<LayerWeights> Layers { get; }
    public MemoryBuffer1D<float, Stride1D.Dense> OutputNorm { get; }

    /// <summary>The same object as <see cref="Embedding"/> when the model ties them.</summary>
    public DeviceTensor Output { get; }

    /// <summary>Every matrix that activations are multiplied with.</summary>
    public IEnumerable<DeviceTensor> Matrices => [.. Layers.SelectMany(layer => layer.Matrices), Output];

    /// <summary>Copies the weights to the device; reports 0 to 1. A <see cref="DeviceException"/> says when they do not fit, before anything is copied.</summary>
    public static DeviceWeights Load(IlgpuDevice device, ModelFile model, IProgress<double>? progress)
    {
        var bytes = Tensors(model).Distinct().Sum(WeightUpload.DeviceBytes);
        if (bytes > device.FreeMemory)
            throw new DeviceException($"not enough memory on {device.Name}: the weights of {model.Config.Name} take {bytes >> 20:N0} MiB, {device.FreeMemory >> 20:N0} MiB are free");
        device.Bind();
        var upload = new WeightUpload(device, model, bytes, progress);
        try
        {
            var weights = new DeviceWeights(model, upload);
            progress?.Report(1);
            return weights;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    public void Dispose() => _upload.Dispose();

    private static LayerWeights Layer(WeightUpload upload, int layer)
    {
        string Name(string part) => TensorNames.InLayer(layer, part);
        return new LayerWeights
        {
            AttentionNorm = upload.Vector(Name("attn_norm.weight"))!,
            Query = upload.Matrix(Name("attn_q.weight"), Name("attn_q.bias")),
            Key = upload.Matrix(Name("attn_k.weight"), Name("attn_k.bias")),
            Value = upload.Matrix(Name("attn_v.weight"), Name("attn_v.bias")),
            AttentionOutput = upload.Matrix(Name("attn_output.weight")),
            QueryNorm = upload.Vector(Name("attn_q_norm.weight")),
            KeyNorm = upload.Vector(Name("attn_k_norm.weight")),
            FeedForwardNorm = upload.Vector(Name("ffn_norm.weight"))!,
            Gate = upload.Matrix(Name("ffn_gate.weight")),
            Up = upload.Matrix(Name("ffn_up.weight")),
            Down = upload.Matrix(Name("ffn_down.weight")),
        };
    }

    private static IEnumerable<Tensor> Tensors(ModelFile model)
    {
        string[] parts = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];
        yield return model.Embedding;
        for (var layer = 0; layer < model.Config.Layers; layer++)
        {
            foreach (var part in parts) yield return model.Require(TensorNames.InLayer(layer, part + ".weight"));
        }
        yield return model.Output;
    }
}
