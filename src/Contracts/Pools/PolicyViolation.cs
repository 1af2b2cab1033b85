namespace Orchestrator.Contracts.Pools;

/// <summary>One reason why a policy cannot be taken.</summary>
/// <param name="Field">Path of the field in its JSON, "prefill.min".</param>
/// <param name="Message">One line with the values.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PolicyViolation")]
public sealed record PolicyViolation([property: Id(0)] string Field, [property: Id(1)] string Message);
