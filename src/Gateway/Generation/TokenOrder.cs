using System.Collections.Immutable;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>
/// Puts the tokens of one choice in order: exactly the next index goes out, lower ones are dropped, higher ones wait. Token 1 may overtake
/// token 0, because they come from different workers.
/// </summary>
/// <param name="Limit">Tokens of the answer at most: indexes beyond it are nonsense.</param>
internal sealed record TokenOrder(int Limit)
{
    private ImmutableSortedDictionary<int, WorkerEvent.Token> Ahead { get; init; } = ImmutableSortedDictionary<int, WorkerEvent.Token>.Empty;

    /// <summary>Tokens that went out, which is also the next index.</summary>
    public int Count { get; private init; }

    /// <summary>A new attempt repeats what was waiting.</summary>
    public TokenOrder ForgetAhead() => Ahead.IsEmpty ? this : this with { Ahead = Ahead.Clear() };

    /// <summary>Takes a token; what can go out now is the next indexes, ascending.</summary>
    public (TokenOrder Order, ImmutableArray<WorkerEvent.Token> Ready) Take(WorkerEvent.Token token)
    {
        if (token.Index < Count || token.Index >= Limit) return (this, []);
        if (token.Index > Count) return (this with { Ahead = Ahead.SetItem(token.Index, token) }, []);
        if (Ahead.IsEmpty) return (this with { Count = Count + 1 }, [token]);
        var ready = ImmutableArray.CreateBuilder<WorkerEvent.Token>();
        ready.Add(token);
        var ahead = Ahead.ToBuilder();
        while (ahead.Remove(Count + ready.Count, out var next)) ready.Add(next);
        return (this with { Count = Count + ready.Count, Ahead = ahead.ToImmutable() }, ready.ToImmutable());
    }
}
