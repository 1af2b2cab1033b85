namespace Orchestrator.ModelFiles;

/// <summary>Which two numbers of a head one rotation turns: neighbours (GGUF files of llama), or i and i + dim/2 (all others).</summary>
public enum RopePairing { Interleaved, Halves }
