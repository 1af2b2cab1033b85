using System.Collections.Immutable;
using Orchestrator.Contracts.Protocol;

namespace Orchestrator.Unit.Engine;

/// <summary>What an engine has said of one attempt so far.</summary>
internal sealed record Answer
{
    /// <summary>Ids in the order in which they came.</summary>
    public ImmutableList<Token> Said { get; init; } = [];

    public int Accepted { get; init; }

    public ImmutableList<Refused> Refusals { get; init; } = [];

    public ImmutableList<string> TransferFailures { get; init; } = [];

    public int HandedOff { get; init; }

    /// <summary>Times that the worker asked to be rid of it.</summary>
    public int Leaving { get; init; }

    public ImmutableList<Ended> Ends { get; init; } = [];

    public int[] Tokens => [.. Said.Select(t => (int)t.Id)];

    public Ended? End => Ends.Count == 0 ? null : Ends[^1];

    public bool IsOver => Ends.Count + Refusals.Count > 0;

    public override string ToString() =>
        $"{Said.Count} tokens, accepted {Accepted} times, refused [{string.Join("; ", Refusals)}], failed transfers [{string.Join("; ", TransferFailures)}], handed off {HandedOff} times, ends [{string.Join("; ", Ends)}]";
}
