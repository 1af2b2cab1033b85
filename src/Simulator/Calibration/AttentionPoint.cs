using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>Measured seconds of one layer's attention on one device.</summary>
internal readonly record struct AttentionPoint(StepWork Work, double Seconds);
