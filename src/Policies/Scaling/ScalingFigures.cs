namespace Orchestrator.Policies.Scaling;

/// <summary>The numbers behind a decision.</summary>
/// <param name="Mix">The requests, as estimated.</param>
/// <param name="WindowSeconds">Over how long.</param>
/// <param name="DemandAge">Seconds for which the demand has been as it is.</param>
/// <param name="Prefill">Workers that prompts would keep busy, backlog included.</param>
/// <param name="Decode">Workers that answers would keep busy.</param>
/// <param name="Ingress">Workers whose links moving keys and values would keep busy.</param>
/// <param name="MixedPressure">How busy each worker would be if all did both: 1 is full.</param>
/// <param name="SplitPressure">How busy the busier side would be in the best split.</param>
/// <param name="Pressure">How busy the busier side is as roles are now: what doing nothing costs.</param>
/// <param name="PressureAfter">The same with the roles decided on.</param>
public readonly record struct ScalingFigures(
    RequestMix Mix, double WindowSeconds, double DemandAge, double Prefill, double Decode, double Ingress, double MixedPressure, double SplitPressure, double Pressure, double PressureAfter);
