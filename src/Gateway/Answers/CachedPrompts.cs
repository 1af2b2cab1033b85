namespace Orchestrator.Gateway.Answers;

/// <summary>
/// Of each prompt of a request, the tokens that no worker had to compute. Answers to one prompt share its keys and values, so the one that
/// found least says what was there before.
/// </summary>
internal sealed class CachedPrompts(int prompts)
{
    private readonly Lock _gate = new();
    private readonly int?[] _least = new int?[prompts];

    /// <summary>Over all prompts whose answers have begun.</summary>
    public int Tokens
    {
        get { lock (_gate) return _least.Sum(cached => cached ?? 0); }
    }

    /// <summary>An answer to a prompt has begun; that many of the prompt's tokens were in its worker's cache.</summary>
    public void Began(int prompt, int cached)
    {
        lock (_gate) _least[prompt] = Math.Min(_least[prompt] ?? int.MaxValue, cached);
    }
}
