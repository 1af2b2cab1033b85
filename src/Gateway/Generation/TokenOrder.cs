using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>
/// Puts the tokens of one choice in order: exactly the next index goes out, lower ones are dropped, higher ones wait. Token 1 may overtake
/// token 0, because they come from different workers.
/// </summary>
/// <param name="limit">Tokens of the answer at most: indexes beyond it are nonsense.</param>
internal sealed class TokenOrder(int limit)
{
    private readonly SortedDictionary<int, WorkerEvent.Token> _ahead = [];
    private readonly List<int> _emitted = [];

    /// <summary>The tokens that went out.</summary>
    public IReadOnlyList<int> Emitted => _emitted;

    /// <summary>A new attempt repeats what was waiting.</summary>
    public void ForgetAhead() => _ahead.Clear();

    /// <summary>Takes a token and returns what can go out now.</summary>
    public IEnumerable<WorkerEvent.Token> Take(WorkerEvent.Token token)
    {
        if (token.Index < _emitted.Count || token.Index >= limit) yield break;
        _ahead[token.Index] = token;
        while (_ahead.Remove(_emitted.Count, out var next))
        {
            _emitted.Add(next.Id);
            yield return next;
        }
    }
}
