namespace Orchestrator.ModelFiles.Writing;

/// <summary>Llama 3.1's rope scaling: waves that fit the original context many times stay, long ones are stretched by the factor, those between are blended.</summary>
/// <param name="Factor">How far long waves are stretched.</param>
/// <param name="LowFrequencyFactor">Waves longer than OriginalContext / this are stretched in full.</param>
/// <param name="HighFrequencyFactor">Waves shorter than OriginalContext / this stay.</param>
/// <param name="OriginalContext">Tokens the model was first trained for.</param>
public sealed record Llama3Scaling(float Factor, float LowFrequencyFactor, float HighFrequencyFactor, int OriginalContext)
{
    /// <summary>What each of headDim / 2 frequencies is divided by: the contents of GGUF's rope_freqs.weight.</summary>
    public float[] Divisors(int headDim, float ropeBase)
    {
        var divisors = new float[headDim / 2];
        for (var i = 0; i < divisors.Length; i++)
        {
            // In double, so that a last-bit difference between the platforms' Pow is lost in the rounding to float.
            var wavelength = 2 * Math.PI * Math.Pow(ropeBase, 2.0 * i / headDim);
            var kept = (OriginalContext / wavelength - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor);
            kept = Math.Clamp(kept, 0, 1);
            divisors[i] = (float)(1 / ((1 - kept) / Factor + kept));
        }
        return divisors;
    }
}
