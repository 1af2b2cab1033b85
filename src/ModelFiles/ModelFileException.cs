namespace Orchestrator.ModelFiles;

/// <summary>A model file that cannot be used: missing, truncated, corrupted, or of an unknown kind. The message is one line for a person and names file, tensor and offset where there is one.</summary>
public sealed class ModelFileException(string message, Exception? inner = null) : Exception(message, inner);
