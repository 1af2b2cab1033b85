namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>A device that is not there, or has not enough memory. The message is one line for a person, with the sizes.</summary>
public sealed class DeviceException(string message, Exception? inner = null) : Exception(message, inner);
