namespace Orchestrator.Policies.Routing;

/// <summary>How the default rule weighs what it predicts (docs/routing.md has the measurements).</summary>
/// <param name="Recompute">What a second of computing counts beside a second of waiting.</param>
/// <param name="Balance">What a second of work counts that a worker was lately given beyond the mean.</param>
/// <param name="BalanceSeconds">How long "lately" is: work of that age counts 1/e.</param>
public sealed record RoutingWeights(double Recompute, double Balance, double BalanceSeconds)
{
    public static RoutingWeights Default { get; } = new(4, 0.15, 300);
}
