using System.Collections.Immutable;

namespace Orchestrator.Contracts.Routing;

/// <summary>The router's answer: a place now, a place in its queue, or a refusal.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.RoutePlan")]
public abstract record RoutePlan
{
    private RoutePlan() { }

    /// <summary>Run it there. <paramref name="Decode"/> equals <paramref name="Prefill"/> (same life) when one worker does both.</summary>
    /// <param name="Attempt">Which try of the choice this plan is for.</param>
    /// <param name="Prefill">The worker that runs the prompt.</param>
    /// <param name="Decode">The worker that produces the rest of the answer.</param>
    /// <param name="Reason">Why the plan has this form.</param>
    /// <param name="Candidates">What was weighed.</param>
    [GenerateSerializer, Immutable, Alias("orchestrator.RoutePlan.Assigned")]
    public sealed record Assigned(
        [property: Id(0)] int Attempt,
        [property: Id(1)] WorkerTarget Prefill,
        [property: Id(2)] WorkerTarget Decode,
        [property: Id(3)] string Reason,
        [property: Id(4)] ImmutableArray<Candidate> Candidates) : RoutePlan
    {
        /// <summary>Tokens of the prompt that the prefill worker was believed to have when the plan was made.</summary>
        [Id(5)] public int CachedTokens { get; init; }

        /// <summary>Whether prefill and decode are on different workers, so that KV must travel.</summary>
        public bool IsSplit => Prefill.Life != Decode.Life;
    }

    /// <summary>No room now. The place in the queue lapses unless asked for again.</summary>
    /// <param name="Attempt">Which try of the choice waits.</param>
    /// <param name="Position">Requests ahead, 0 for the next.</param>
    /// <param name="AskAgainAfter">When to ask again.</param>
    [GenerateSerializer, Immutable, Alias("orchestrator.RoutePlan.Wait")]
    public sealed record Wait([property: Id(0)] int Attempt, [property: Id(1)] int Position, [property: Id(2)] TimeSpan AskAgainAfter) : RoutePlan;

    /// <summary>Not served.</summary>
    /// <param name="Reason">For the client, with values.</param>
    /// <param name="RetryAfter">When a new try could succeed.</param>
    [GenerateSerializer, Immutable, Alias("orchestrator.RoutePlan.Refused")]
    public sealed record Refused([property: Id(0)] string Reason, [property: Id(1)] TimeSpan RetryAfter) : RoutePlan
    {
        /// <summary>Nobody is there for whom one could wait: not the queue is short, the pool is empty.</summary>
        [Id(2)] public bool NoWorker { get; init; }
    }
}
