namespace Orchestrator.Contracts.Requests;

/// <summary>One try of one choice of a request. Work, tokens and KV all carry it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Choice">Which of its n answers, from 0.</param>
/// <param name="Attempt">Which try, from 1; a higher one replaces all lower ones.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.AttemptKey")]
public readonly record struct AttemptKey([property: Id(0)] RequestId Request, [property: Id(1)] int Choice, [property: Id(2)] int Attempt)
{
    public override string ToString() => $"{Request}#{Choice}.{Attempt}";
}
