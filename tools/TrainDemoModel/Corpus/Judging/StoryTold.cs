namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>A story: 40 to 260 words in at least four sentences, none twice, with its hero at least twice and its place, where one is asked for, at least once.</summary>
public sealed record StoryTold(string Hero, string Place) : Judge
{
    public override string? Fault(string answer)
    {
        if (Prose.Fault(answer, fewest: 40, most: 260) is { } fault) return fault;
        if (answer.Split(['.', '!', '?'], StringSplitOptions.RemoveEmptyEntries).Length < 4) return "fewer than four sentences";
        if (answer.Split(Hero, StringSplitOptions.None).Length < 3) return $"{Hero} is not there twice";
        return answer.Contains(Place, StringComparison.OrdinalIgnoreCase) ? null : $"{Place} is not there";
    }
}
