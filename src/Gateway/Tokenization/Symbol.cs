namespace Orchestrator.Gateway.Tokenization;

/// <summary>A stretch of a piece of text that is one token so far, in the linked list that merging shortens.</summary>
internal struct Symbol
{
    /// <summary>In place of an id, a neighbour or a rank: there is none.</summary>
    public const int None = -1;

    /// <summary>The token, or <see cref="None"/> for a character that is not one by itself.</summary>
    public int Id;

    /// <summary>First character (UTF-16) in the piece.</summary>
    public int Start;

    /// <summary>Characters (UTF-16).</summary>
    public int Length;

    public int Previous;
    public int Next;

    /// <summary>How soon this symbol merges with the next, 0 first; <see cref="None"/> if they do not, or this one is merged away.</summary>
    public int Rank;

    /// <summary>The token this symbol and the next become.</summary>
    public int Merged;
}
