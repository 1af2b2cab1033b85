namespace Orchestrator.Contracts.Pools;

/// <summary>
/// The priorities of a pool's requests, as clients give them: as with vLLM, lower goes first. A request that asks for one outside the range
/// gets the nearest inside it, because clients that share a pool need not know each other's range.
/// </summary>
/// <param name="Default">Of requests that name none.</param>
/// <param name="Least">The lowest number that a request may have.</param>
/// <param name="Most">The highest.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PriorityRange")]
public sealed record PriorityRange([property: Id(0)] int Default, [property: Id(1)] int Least, [property: Id(2)] int Most)
{
    /// <summary>Numbers beyond it mean no more than it does.</summary>
    public const int Limit = 1 << 20;

    public static PriorityRange Any { get; } = new(0, -Limit, Limit);

    /// <summary>The priority of a request that asks for this one, or for none.</summary>
    public int Settle(int? asked) => Math.Clamp(asked ?? Default, Least, Most);
}
