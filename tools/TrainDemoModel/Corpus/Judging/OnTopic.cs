namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>
/// A well-formed answer on topic: 2 to 120 words, a capital letter, a digit or a quotation mark first, a mark of punctuation last, no sentence twice, and of every group of
/// keywords ("a|b") at least one, or of <paramref name="Enough"/> groups.
/// </summary>
public sealed record OnTopic(IReadOnlyList<string> Groups, int? Enough = null) : Judge
{
    public OnTopic(params string[] groups) : this(groups, null)
    {
    }

    public override string? Fault(string answer)
    {
        if (Prose.Fault(answer, fewest: 2, most: 120) is { } fault) return fault;
        var met = Groups.Count(group => group.Split('|').Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase)));
        var needed = Math.Min(Enough ?? Groups.Count, Groups.Count);
        return met >= needed ? null : $"{met} of {needed} keywords: {string.Join(", ", Groups)}";
    }
}
