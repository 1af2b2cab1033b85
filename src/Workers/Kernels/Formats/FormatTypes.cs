using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Which struct reads which stored type, to close generic kernels over.</summary>
public static class FormatTypes
{
    /// <summary>The tensor types that the kernels read as they are stored.</summary>
    public static IReadOnlyDictionary<TensorType, Type> Weights { get; } = new Dictionary<TensorType, Type>
    {
        [TensorType.F32] = typeof(F32Format),
        [TensorType.F16] = typeof(F16Format),
        [TensorType.BF16] = typeof(Bf16Format),
        [TensorType.Q4_0] = typeof(Quantised<Q4_0Format>),
        [TensorType.Q4_1] = typeof(Quantised<Q4_1Format>),
        [TensorType.Q5_0] = typeof(Quantised<Q5_0Format>),
        [TensorType.Q5_1] = typeof(Quantised<Q5_1Format>),
        [TensorType.Q8_0] = typeof(Q8_0Format),
        [TensorType.Q2_K] = typeof(Quantised<Q2_KFormat>),
        [TensorType.Q3_K] = typeof(Quantised<Q3_KFormat>),
        [TensorType.Q4_K] = typeof(Quantised<Q4_KFormat>),
        [TensorType.Q5_K] = typeof(Quantised<Q5_KFormat>),
        [TensorType.Q6_K] = typeof(Quantised<Q6_KFormat>),
    };

    /// <summary>The same for the tensor cores, which take 16-bit numbers: all types whose numbers fit.</summary>
    public static IReadOnlyDictionary<TensorType, Type> Tensors { get; } = Weights.Where(type => type.Key != TensorType.F32).ToDictionary(type => type.Key, type => type.Key switch
    {
        TensorType.F16 => typeof(F16Tensor),
        TensorType.BF16 => typeof(Bf16Tensor),
        _ => typeof(HalvedTensor<>).MakeGenericType(type.Value),
    });

    public static IReadOnlyDictionary<KvElement, Type> Kv { get; } = new Dictionary<KvElement, Type>
    {
        [KvElement.F32] = typeof(F32Format),
        [KvElement.F16] = typeof(F16Format),
        [KvElement.BF16] = typeof(Bf16Format),
    };
}
