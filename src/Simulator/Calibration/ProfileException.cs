namespace Orchestrator.Simulator.Calibration;

/// <summary>A measured profile that cannot be used, with file, line and reason.</summary>
public sealed class ProfileException(string message, Exception? inner = null) : Exception(message, inner);
