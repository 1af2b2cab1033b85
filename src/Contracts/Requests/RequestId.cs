namespace Orchestrator.Contracts.Requests;

/// <summary>Names a request across all processes, 128 random bits.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.RequestId")]
public readonly record struct RequestId([property: Id(0)] Guid Value)
{
    public static RequestId New() => new(Guid.NewGuid());

    public override string ToString() => Value.ToString("N");
}
