namespace Orchestrator.Contracts.Pools;

/// <summary>A pool's answer to an order to one of its workers.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.OrderAnswer")]
public abstract record OrderAnswer
{
    private OrderAnswer() { }

    /// <summary>The order stands, and is stored; the worker hears of it with its next renewal.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.OrderAnswer.Ordered")]
    public sealed record Ordered([property: Id(0)] WorkerRecord Worker) : OrderAnswer;

    /// <summary>The pool has no such worker.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.OrderAnswer.Unknown")]
    public sealed record Unknown : OrderAnswer;

    /// <summary>The policy, a hold or a pin stands against it; nothing has changed.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.OrderAnswer.Refused")]
    public sealed record Refused([property: Id(0)] string Reason) : OrderAnswer;

    /// <summary>It could not be stored; nothing has changed.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.OrderAnswer.NotStored")]
    public sealed record NotStored([property: Id(0)] string Reason) : OrderAnswer;
}
