namespace Orchestrator.Contracts.Pools;

/// <summary>Who gives an order. What a person orders wins over the autoscaler until it is released.</summary>
/// <param name="By">For the audit trail: the name of a key, or an address.</param>
/// <param name="IsManual">A person's order, not the autoscaler's.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.OrderSource")]
public sealed record OrderSource([property: Id(0)] string By, [property: Id(1)] bool IsManual)
{
    public static OrderSource Autoscaler { get; } = new("autoscaler", false);

    public static OrderSource Person(string by) => new(by, true);
}
