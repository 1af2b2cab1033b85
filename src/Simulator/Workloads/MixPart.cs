namespace Orchestrator.Simulator.Workloads;

/// <summary>One kind of requests in a mix.</summary>
/// <param name="Lengths">What its requests are like.</param>
/// <param name="Share">Of the requests, from 0; shares count relative to their sum.</param>
public sealed record MixPart(LengthTable Lengths, double Share);
