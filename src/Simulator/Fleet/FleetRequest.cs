using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Fleet;

/// <summary>A request on its way through a fleet.</summary>
internal sealed class FleetRequest(int number, Arrival arrival, ulong[] names)
{
    public int Number { get; } = number;

    public Arrival Arrival { get; } = arrival;

    /// <summary>Names of the prompt's full blocks; empty when it shares nothing.</summary>
    public ulong[] Names { get; } = names;

    public RequestState State { get; set; } = RequestState.Waiting;

    /// <summary>Tries so far; work of an earlier one no longer counts.</summary>
    public int Attempt { get; set; }

    /// <summary>Times that a worker failed under it.</summary>
    public int Faults { get; set; }

    /// <summary>Lives that were gone when it came to them.</summary>
    public ImmutableArray<WorkerLife> Excluded { get; set; } = [];

    /// <summary>Tokens that the client has.</summary>
    public int Emitted { get; set; }

    public double FirstTokenAt { get; set; } = double.NaN;

    public double LastTokenAt { get; set; } = double.NaN;

    /// <summary>Of the prompt, the tokens that were cached when it was first begun.</summary>
    public int CachedTokens { get; set; }

    /// <summary>Where its prompt is computed.</summary>
    public FleetWorker? Prefill { get; set; }

    /// <summary>Where its answer is made.</summary>
    public FleetWorker? Decode { get; set; }

    /// <summary>Epochs of the two when they were chosen.</summary>
    public long PrefillEpoch { get; set; }

    /// <inheritdoc cref="PrefillEpoch"/>
    public long DecodeEpoch { get; set; }

    /// <summary>Whether its worker has promised the blocks of its prompt.</summary>
    public bool IsPromised { get; set; }

    /// <summary>Tokens with which it is on its way to its worker; null when it is not.</summary>
    public long? IncomingTokens { get; set; }

    /// <summary>The worker that is to decode it and has no room for it yet.</summary>
    public FleetWorker? Expecting { get; set; }

    /// <summary>Its sequence on the worker that computes its prompt, until its keys and values are elsewhere.</summary>
    public FleetSequence? Prompt { get; set; }

    /// <summary>Its sequence on the worker that decodes.</summary>
    public FleetSequence? Answer { get; set; }

    /// <summary>Tokens to compute before the next one can be sampled: the prompt, and what the client has already.</summary>
    public int GivenTokens => Arrival.PromptTokens + Emitted;

    /// <summary>Whether another worker decodes it than the one that computes its prompt.</summary>
    public bool IsSplit => Decode != Prefill;
}
