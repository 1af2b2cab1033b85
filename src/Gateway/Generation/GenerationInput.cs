using System.Diagnostics;
using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Gateway.Generation;

/// <summary>One choice of a request, ready to be computed: checked, tokenized, with its seed drawn.</summary>
internal sealed record GenerationInput
{
    public required RequestId Request { get; init; }
    public required int Choice { get; init; }
    public required string Pool { get; init; }
    public required int[] Prompt { get; init; }

    /// <summary>Names of the prompt's full blocks, packed by <see cref="Contracts.KvCache.BlockNames"/>; empty when nothing is to be reused.</summary>
    public byte[] Blocks { get; init; } = [];

    /// <summary>Tokens of the answer at most.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>As the worker gets it, seed and end tokens included.</summary>
    public required Sampling Sampling { get; init; }

    /// <summary>What the answer's tokens must follow; null: nothing. End tokens are allowed where it says that the answer may end, and only there.</summary>
    public TokenAutomaton? Automaton { get; init; }

    public required int Priority { get; init; }
    public required string TenantSalt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The request's span; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>The timestamp from which on the choice's time is accounted for; null: from the first look at it.</summary>
    public long? Ready { get; init; }
}
