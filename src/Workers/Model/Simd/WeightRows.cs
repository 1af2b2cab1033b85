using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>Rows of weights as floats: in place where the file holds them so, else decoded.</summary>
internal static unsafe class WeightRows
{
    /// <summary>Rows <paramref name="first"/> .. first + count - 1, one after another, each padded with zeros to a multiple of 8 floats.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="first">First row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="scratch">Room for them, used unless they can be read in place; padding in it is written.</param>
    public static float* Floats(Tensor weights, int first, int count, float* scratch)
    {
        var length = Lanes.Padded(weights.Columns);
        if (weights.Type == TensorType.F32 && length == weights.Columns) return (float*)(weights.Data + first * weights.RowBytes);
        for (var i = 0; i < count; i++)
        {
            var target = new Span<float>(scratch + (long)i * length, length);
            Dequantizer.Row(weights.Type, weights.Row(first + i), target[..weights.Columns]);
            target[weights.Columns..].Clear();
        }
        return scratch;
    }

    /// <summary>A whole vector (a norm's weights, a bias) as floats.</summary>
    public static float[] Vector(Tensor weights)
    {
        var floats = new float[weights.Columns];
        Dequantizer.Row(weights.Type, weights.Row(0), floats);
        return floats;
    }
}
