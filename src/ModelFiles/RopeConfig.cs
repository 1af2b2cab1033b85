namespace Orchestrator.ModelFiles;

/// <summary>Rotary position embedding. The angle of pair i at position p is p * InverseFrequencies[i].</summary>
/// <param name="Pairing">Which numbers are turned together.</param>
/// <param name="InverseFrequencies">One per pair; base, linear and Llama-3 scaling and the file's rope_freqs are already in them.</param>
public sealed record RopeConfig(RopePairing Pairing, float[] InverseFrequencies)
{
    /// <summary>Numbers of a head that are turned; the rest pass through.</summary>
    public int Dimensions => 2 * InverseFrequencies.Length;
}
