namespace Orchestrator.Bench;

/// <summary>A measurement that came to nothing; the message says why, in one line.</summary>
internal sealed class FailedMeasurementException(string message, Exception? inner = null) : Exception(message, inner);
