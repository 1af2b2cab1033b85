namespace Orchestrator.Gateway.Tokenization;

/// <summary>What becomes of the matches of a splitter's pattern. Named as in a tokenizer.json.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
