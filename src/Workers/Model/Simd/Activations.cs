using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Simd.Quantised;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>The intermediate results of one forward pass, one row per token; strides are multiples of 16 floats and what lies past a row's numbers stays zero.</summary>
internal sealed unsafe class Activations : IDisposable
{
    private readonly NativeFloats _memory;
    private readonly ByteRows? _by32;
    private readonly ByteRows? _by256;

    /// <param name="config">The model's shape.</param>
    /// <param name="rounding">Every rounding that a matrix of the model wants.</param>
    /// <param name="rows">Tokens.</param>
    public Activations(ModelConfig config, Rounding rounding, int rows)
    {
        Rows = rows;
        var longest = Math.Max(config.FeedForward, Math.Max(config.Hidden, config.Heads * config.HeadDim));
        if (rounding.HasFlag(Rounding.By32)) _by32 = new(rows, longest);
        if (rounding.HasFlag(Rounding.By256)) _by256 = new(rows, longest);
        HiddenStride = Stride(config.Hidden);
        QueryStride = Stride(config.Heads * config.HeadDim);
        KeyStride = Stride(config.KvHeads * config.HeadDim);
        FeedForwardStride = Stride(config.FeedForward);
        RopeStride = Stride(Rope.TableLength(config.Rope.InverseFrequencies.Length));
        _memory = new((long)rows * (2L * HiddenStride + QueryStride + 2L * KeyStride + 2L * FeedForwardStride + RopeStride));
        Hidden = _memory.Start;
        Normed = Hidden + (long)rows * HiddenStride;
        Queries = Normed + (long)rows * HiddenStride;
        Keys = Queries + (long)rows * QueryStride;
        Values = Keys + (long)rows * KeyStride;
        Gate = Values + (long)rows * KeyStride;
        Up = Gate + (long)rows * FeedForwardStride;
        RopeTables = Up + (long)rows * FeedForwardStride;
    }

    /// <summary>Tokens there is room for.</summary>
    public int Rows { get; }

    public int HiddenStride { get; }
    public int QueryStride { get; }
    public int KeyStride { get; }
    public int FeedForwardStride { get; }
    public int RopeStride { get; }

    /// <summary>The residual stream.</summary>
    public float* Hidden { get; }
    public float* Normed { get; }

    /// <summary>Queries, then attention outputs in their place.</summary>
    public float* Queries { get; }
    public float* Keys { get; }
    public float* Values { get; }
    public float* Gate { get; }
    public float* Up { get; }

    /// <summary>The rotation table of each token's position.</summary>
    public float* RopeTables { get; }

    /// <summary>Rounds one row of a matrix's input, each way that is wanted.</summary>
    public void Round(int row, float* source, int columns, Rounding rounding)
    {
        if (rounding.HasFlag(Rounding.By32)) _by32!.Round(row, source, columns, Rounding.By32);
        if (rounding.HasFlag(Rounding.By256)) _by256!.Round(row, source, columns, Rounding.By256);
    }

    /// <summary>The input last rounded that way; null for none.</summary>
    public ByteRows? Rounded(Rounding rounding) => rounding switch { Rounding.By32 => _by32, Rounding.By256 => _by256, _ => null };

    public void Dispose()
    {
        _memory.Dispose();
        _by32?.Dispose();
        _by256?.Dispose();
    }

    private static int Stride(int length) => (length + 15) / 16 * 16;
}
