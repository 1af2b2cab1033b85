namespace Orchestrator.ModelFiles;

/// <summary>Inverse frequencies of rotary position embeddings, one per pair, with their scalings.</summary>
internal static class RopeFrequencies
{
    private const int LongestHead = 1 << 16;

    public static void CheckDimensions(string path, int dimensions, int headDim)
    {
        if (headDim > LongestHead || dimensions < 2 || dimensions % 2 != 0 || dimensions > headDim)
        {
            throw new ModelFileException($"{path}: {dimensions:N0} rope dimensions do not fit heads of {headDim:N0}: an even number up to that, and to {LongestHead:N0}, is needed");
        }
    }

    public static float CheckedBase(string path, float frequencyBase) =>
        float.IsFinite(frequencyBase) && frequencyBase >= 1 ? frequencyBase : throw new ModelFileException($"{path}: a rope base of {frequencyBase}");

    public static float CheckedFactor(string path, float factor) =>
        factor is >= 1e-6f and <= 1e6f ? factor : throw new ModelFileException($"{path}: a rope scaling factor of {factor}");

    /// <summary>
    /// base^(-2i/dimensions) for pair i, multiplied up from a rounded ratio as ggml does it. Against ggml's angles over positions up to
    /// 131,072 this was never further off than exact powers, and up to three times nearer (dimensions 64 and 128, bases 1e4 to 1e6).
    /// Hugging Face folders use it too: a model's angles do not depend on its container.
    /// </summary>
    public static float[] Plain(float frequencyBase, int dimensions)
    {
        var ratio = MathF.Pow(frequencyBase, -2f / dimensions);
        var frequencies = new float[dimensions / 2];
        var frequency = 1f;
        for (var i = 0; i < frequencies.Length; i++, frequency *= ratio) frequencies[i] = frequency;
        return frequencies;
    }

    /// <summary>Linear scaling (position interpolation): every angle shrinks by the factor. ggml multiplies by the reciprocal.</summary>
    public static void ScaleLinearly(float[] frequencies, float factor)
    {
        var scale = 1f / factor;
        for (var i = 0; i < frequencies.Length; i++) frequencies[i] *= scale;
    }

    /// <summary>Divides by the factors that a GGUF file keeps in rope_freqs.weight.</summary>
    public static void Divide(float[] frequencies, ReadOnlySpan<float> factors)
    {
        for (var i = 0; i < frequencies.Length; i++) frequencies[i] /= factors[i];
    }

    /// <summary>
    /// The factors of Llama 3.1's scaling: wavelengths longer than originalContext / low are stretched by the factor, those shorter than
    /// originalContext / high are kept, and those between go smoothly from one to the other.
    /// </summary>
    public static float[] Llama3Factors(float frequencyBase, int dimensions, float factor, float low, float high, float originalContext)
    {
        var factors = new float[dimensions / 2];
        for (var i = 0; i < factors.Length; i++)
        {
            var wavelength = 2 * Math.PI * Math.Pow(frequencyBase, 2.0 * i / dimensions);
            var turns = originalContext / wavelength;   // full turns within the original context
            var kept = Math.Clamp((turns - low) / (high - low), 0, 1);
            factors[i] = (float)(1 / ((1 - kept) / factor + kept));
        }
        return factors;
    }
}
